"""What a design needs from elsewhere is loaded side by side, before anything is drawn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import loopback
import pytest
from waiting import PATIENCE, UNHURRIED

from renderer import Renderer
from renderer.fonts.bundled import bundled_font_folder

FONT = next(bundled_font_folder().rglob("Roboto-Regular*.ttf"))


@pytest.fixture
def slow_shop(tmp_path: Path) -> Iterator[tuple[str, threading.Barrier]]:
    """A server that answers only once two requests are waiting."""
    both = threading.Barrier(2, timeout=PATIENCE)
    body = FONT.read_bytes()

    class Handler(loopback.Handler):
        def do_GET(self) -> None:
            both.wait()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with loopback.serving(Handler) as host:
        yield host, both


def test_fonts_of_a_design_are_loaded_side_by_side(
    slow_shop: tuple[str, threading.Barrier],
) -> None:
    host, both = slow_shop
    design = {
        "width": 80,
        "height": 30,
        "fonts": [
            {"fontFamily": "One", "url": f"http://{host}/one.ttf"},
            {"fontFamily": "Two", "url": f"http://{host}/two.ttf"},
        ],
        "pages": [{"children": [{"type": "text", "text": "Hi", "fontFamily": "Two"}]}],
    }
    drawn = Renderer(allow_hosts=[host], limits=UNHURRIED).draw(design)
    assert drawn.issues == ()
    assert not both.broken


def test_the_next_page_s_pictures_are_loaded_meanwhile(
    slow_shop: tuple[str, threading.Barrier],
) -> None:
    host, both = slow_shop
    pictures = [{"type": "image", "src": f"http://{host}/{i}.ttf"} for i in range(2)]
    renderer = Renderer(allow_hosts=[host], limits=UNHURRIED, missing="skip")
    for picture in pictures:  # each waits at the server for the other: nobody waits here
        renderer.prefetch({"width": 9, "height": 9, "pages": [{"children": [picture]}]})
    drawn = renderer.draw({"width": 9, "height": 9, "pages": [{"children": pictures}]})
    assert not both.broken
    assert all("is no picture" in issue.message for issue in drawn.issues)


def test_what_is_wrong_with_a_design_is_said_when_it_is_drawn() -> None:
    Renderer().prefetch("no design")
    Renderer().prefetch({"width": 9, "height": 9, "pages": [{}]}, page=3)
