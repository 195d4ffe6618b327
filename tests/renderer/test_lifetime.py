"""What a renderer owns: it ends with the renderer, and no process shares it with another."""

from __future__ import annotations

import gc
import io
import threading
import weakref
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from forked import forked, needs_fork
from PIL import Image

from renderer import Renderer

WORDS = {"type": "text", "text": "Only 9.90", "fontFamily": "Roboto", "width": 80, "height": 20}
AD: dict[str, Any] = {"width": 80, "height": 20, "pages": [{"children": [WORDS]}]}


class Shop(ThreadingHTTPServer):
    """Every picture has one pixel, as red as its path's number says."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = f"127.0.0.1:{self.server_port}"
        self.clients: set[tuple[str, int]] = set()

    def ad(self, *reds: int) -> dict[str, Any]:
        photos = [
            {"type": "image", "src": f"http://{self.host}/{red}", "x": i, "width": 1, "height": 1}
            for i, red in enumerate(reds)
        ]
        return {"width": len(reds), "height": 1, "pages": [{"children": photos}]}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept
    server: Shop

    def do_GET(self) -> None:
        self.server.clients.add(self.client_address)
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
