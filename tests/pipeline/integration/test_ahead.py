"""Photos of the messages that follow are on their way while one picture is drawn."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from PIL import Image

from pipeline import feeds
from pipeline.ahead import AHEAD

LONGEST = 20.0  # seconds, of a machine that stands still


class Shop:
    """A real server of photos; the first is sent once another one has been asked for."""

    def __init__(self) -> None:
        file = io.BytesIO()
        Image.new("RGB", (8, 8), "red").save(file, "JPEG")
        self.asked: list[str] = []
        self.other_asked = threading.Event()
        self.met = False
        shop, photo = self, file.getvalue()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shop.asked.append(self.path)
                if self.path != "/0.jpg":
                    shop.other_asked.set()
                else:
                    shop.met = shop.other_asked.wait(LONGEST)
                gone = self.path == "/gone.jpg"
                self.send_response(404 if gone else 200)
                self.send_header("Content-Length", "0" if gone else str(len(photo)))
                self.end_headers()
                self.wfile.write(b"" if gone else photo)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"

    def design(self, photo: str) -> dict[str, Any]:
        place = {"x": 0, "y": 0, "width": 8, "height": 8}
        image = {"id": "i", "type": "image", "src": f"http://{self.host}/{photo}", **place}
        return {"width": 8, "height": 8, "pages": [{"id": "p", "children": [image]}]}


@pytest.fixture
def shop(world: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    shop = Shop()
    monkeypatch.setenv("ALLOW_HOSTS", shop.host)
    threading.Thread(target=shop.server.serve_forever, args=(0.05,), daemon=True).start()
    yield shop
    shop.server.shutdown()
    shop.server.server_close()


def test_the_next_photo_is_asked_for_before_the_first_has_come(world: Any, shop: Shop) -> None:
    ids = [world.add_feed(shop.design(f"{number}.jpg")) for number in range(2)]
    assert world.handle(*map(generate_body, ids)) == []
    assert shop.met
    assert [world.feed(one)["status"] for one in ids] == ["GENERATED"] * 2


def test_every_photo_is_asked_for_once(world: Any, shop: Shop) -> None:
    photos = [f"{number}.jpg" for number in range(AHEAD + 3)]
    ids = [world.add_feed(shop.design(photo)) for photo in photos]
    assert world.handle(*map(generate_body, ids)) == []
    assert sorted(shop.asked) == [f"/{photo}" for photo in photos]


def test_a_photo_that_is_gone_is_said_of_its_own_picture_alone(world: Any, shop: Shop) -> None:
    ids = [world.add_feed(shop.design(photo)) for photo in ("0.jpg", "gone.jpg", "2.jpg")]
    assert world.handle(*map(generate_body, ids)) == []
    found = [world.feed(one)["status"] for one in ids]
    assert found == ["GENERATED", "GENERATION_FAIL", "GENERATED"]
    assert "gone.jpg" in world.feed(ids[1])["error_message"]


def test_what_is_not_to_be_drawn_is_not_loaded(world: Any, shop: Shop) -> None:
    done = world.add_feed(shop.design("1.jpg"), status="GENERATED")
    unreadable = '{"type": "generate", "data": {"generated_feed_id": "none"}}'
    first = world.add_feed(shop.design("2.jpg"))
    world.handle(generate_body(first), generate_body(done), unreadable, "no message")
    assert shop.asked == ["/2.jpg"]


def test_looking_ahead_may_fail_without_a_trace(
    world: Any, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*arguments: object) -> None:
        raise RuntimeError("no connection")

    monkeypatch.setattr(feeds, "waiting_design", failing)
    ids = [world.add_feed(shop.design(f"{number}.jpg")) for number in (1, 2, 3)]
    assert world.handle(*map(generate_body, ids)) == []
    assert [world.feed(one)["status"] for one in ids] == ["GENERATED"] * 3


def generate_body(feed_id: object) -> str:
    return json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}})
