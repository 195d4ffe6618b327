"""What a renderer owns: it ends with the renderer, and no process shares it with another."""

from __future__ import annotations

import gc
import io
import threading
import weakref
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from forked import forked, needs_fork
from PIL import Image
from waiting import wait_until

from renderer import FontProvider, FontRequest, Renderer, hookimpl

WORDS = {"type": "text", "text": "Only 9.90", "fontFamily": "Roboto", "width": 80, "height": 20}
AD: dict[str, Any] = {"width": 80, "height": 20, "pages": [{"children": [WORDS]}]}


class Shop(ThreadingHTTPServer):
    """Every picture has one pixel, as red as its path's number says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.clients: set[tuple[str, int]] = set()
        self.open_connections: set[tuple[str, int]] = set()
        self.asked: list[int] = []

    def ad(self, *reds: int) -> dict[str, Any]:
        photos = [
            {"type": "image", "src": f"http://{self.host}/{red}", "x": i, "width": 1, "height": 1}
            for i, red in enumerate(reds)
        ]
        return {"width": len(reds), "height": 1, "pages": [{"children": photos}]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept
    server: Shop

    def setup(self) -> None:
        super().setup()
        self.server.clients.add(self.client_address)
        self.server.open_connections.add(self.client_address)

    def finish(self) -> None:
        super().finish()
        self.server.open_connections.discard(self.client_address)

    def do_GET(self) -> None:
        self.server.asked.append(int(self.path[1:]))
        file = io.BytesIO()
        Image.new("RGB", (1, 1), (int(self.path[1:]), 0, 0)).save(file, "PNG")
        self.send_response(200)
        self.send_header("Content-Length", str(len(file.getvalue())))
        self.end_headers()
        self.wfile.write(file.getvalue())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as shop:
        threading.Thread(target=shop.serve_forever, daemon=True).start()
        yield shop
        shop.shutdown()


def reds(renderer: Renderer, ad: dict[str, Any]) -> list[int]:
    image = renderer.render(ad)
    return list(image.getchannel("R").tobytes())


def test_a_renderer_that_drew_text_is_freed() -> None:
    renderer = Renderer()
    renderer.draw(AD)
    renderer.font_uses(AD)
    renderer.fingerprint(AD)
    kept = weakref.ref(renderer.setup.assets)
    del renderer
    gc.collect()
    assert kept() is None


@needs_fork
def test_a_forked_process_has_connections_of_its_own(shop: Shop) -> None:
    renderer = Renderer(allow_hosts=[shop.host])
    assert reds(renderer, shop.ad(1)) == [1]
    assert forked(lambda: reds(renderer, shop.ad(2))) == "[2]"
    assert reds(renderer, shop.ad(3)) == [3]
    assert len(shop.clients) == 2


@needs_fork
def test_a_forked_process_loads_with_threads_of_its_own(shop: Shop) -> None:
    renderer = Renderer(allow_hosts=[shop.host])
    assert reds(renderer, shop.ad(1, 2, 3, 4)) == [1, 2, 3, 4]
    assert forked(lambda: reds(renderer, shop.ad(5, 6, 7, 8))) == "[5, 6, 7, 8]"


def test_a_renderer_that_is_closed_ends_its_threads_and_connections(shop: Shop) -> None:
    before = set(threading.enumerate())
    with Renderer(allow_hosts=[shop.host]) as renderer:
        assert reds(renderer, shop.ad(1, 2, 3)) == [1, 2, 3]
        assert shop.open_connections
        assert set(threading.enumerate()) - before
    wait_until(lambda: not shop.open_connections)
    wait_until(lambda: set(threading.enumerate()) <= before)


def test_a_renderer_that_is_closed_loads_anew_what_it_draws_then(shop: Shop) -> None:
    renderer = Renderer(allow_hosts=[shop.host])
    for _ in range(2):
        assert reds(renderer, shop.ad(1, 2)) == [1, 2]
        renderer.close()
    assert sorted(shop.asked) == [1, 1, 2, 2]
    renderer.close()


def test_a_font_provider_is_closed_with_its_renderer(install: Callable[..., None]) -> None:
    closed = []

    class Fonts:
        def __call__(self, request: FontRequest) -> None:
            return None

        def close(self) -> None:
            closed.append(self)

    class Plugin:
        @hookimpl
        def register_font_providers(self, register: Callable[[FontProvider], None]) -> None:
            register(FontProvider("shop", lambda settings: Fonts(), rank=50))

    install(Plugin())
    with Renderer():
        assert closed == []
    assert len(closed) == 1
