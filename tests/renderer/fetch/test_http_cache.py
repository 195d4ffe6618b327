"""Downloads are asked for again only when they may have changed; a server on loopback counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import loopback
import pytest
from waiting import UNHURRIED

from renderer.fetch import Fetcher
from renderer.fetch.freshness import LEAST, UNTOLD, validity_of
from renderer.fetch.http_cache import FOLDER


class Shop:
    """A photo, what is said of it, and the conditions under which it was asked for."""

    def __init__(self) -> None:
        self.photo, self.etag = b"first", '"1"'
        self.headers: dict[str, str] = {}
        self.asked: list[str | None] = []


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def port(shop: Shop) -> Iterator[int]:
    class Handler(loopback.Handler):
        def do_GET(self) -> None:
            condition = self.headers["If-None-Match"]
            shop.asked.append(condition)
            same = condition == shop.etag
            self.send_response(304 if same else 200)
            body = b"" if same else shop.photo
            for name, value in {"ETag": shop.etag, **shop.headers}.items():
                self.send_header(name, value)
            if not same:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with loopback.serving(Handler) as host:
        yield int(host.partition(":")[2])


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of one number that a test turns forward."""
    now = [1000.0]
    monkeypatch.setattr("renderer.fetch.http_cache.time.time", lambda: now[0])
    return now


def fetcher(port: int, folder: Path | None = None) -> Fetcher:
    return Fetcher(None, [f"127.0.0.1:{port}"], UNHURRIED, folder)


def test_an_answer_is_used_as_long_as_the_server_said(
    shop: Shop, port: int, clock: list[float]
) -> None:
    shop.headers["Cache-Control"] = "public, max-age=60"
    fetch, url = fetcher(port), f"http://127.0.0.1:{port}/photo"
    for moment in (1000, 1030, 1059):
        clock[0] = moment
        assert fetch.fetch(url).data == b"first"
    assert shop.asked == [None]


def test_an_answer_that_still_holds_is_not_sent_again(
    shop: Shop, port: int, clock: list[float]
) -> None:
    shop.headers["Cache-Control"] = "max-age=60"
    fetch, url = fetcher(port), f"http://127.0.0.1:{port}/photo"
    first = fetch.fetch(url)
    clock[0] += 61
    assert fetch.fetch(url) is first
    clock[0] += 59
    assert fetch.fetch(url) is first
    assert shop.asked == [None, '"1"']


def test_an_answer_that_changed_is_replaced(shop: Shop, port: int, clock: list[float]) -> None:
    fetch, url = fetcher(port), f"http://127.0.0.1:{port}/photo"
    fetch.fetch(url)
    shop.photo, shop.etag = b"second", '"2"'
    clock[0] += UNTOLD - 1
    assert fetch.fetch(url).data == b"first"
    clock[0] += 2
    assert fetch.fetch(url).data == b"second"


def test_the_same_bytes_sent_again_stay_the_same_content(
    shop: Shop, port: int, clock: list[float]
) -> None:
    fetch, url = fetcher(port), f"http://127.0.0.1:{port}/photo"
    first = fetch.fetch(url)
    shop.etag = '"2"'
    clock[0] += UNTOLD + 1
    assert fetch.fetch(url) is first
    assert len(shop.asked) == 2


def test_downloads_outlive_the_process_in_a_folder(
    shop: Shop, port: int, tmp_path: Path, clock: list[float]
) -> None:
    url = f"http://127.0.0.1:{port}/photo"
    assert fetcher(port, tmp_path).fetch(url).data == b"first"
    assert fetcher(port, tmp_path).fetch(url).data == b"first"
    assert shop.asked == [None]
    clock[0] += UNTOLD + 1
    assert fetcher(port, tmp_path).fetch(url).data == b"first"
    assert shop.asked == [None, '"1"']


def test_a_file_tells_nothing_of_its_url(shop: Shop, port: int, tmp_path: Path) -> None:
    fetcher(port, tmp_path).fetch(f"http://127.0.0.1:{port}/photo?signature=secret")
    (file,) = (tmp_path / FOLDER).iterdir()
    assert len(file.name) == 64
    assert b"secret" not in file.read_bytes()


def test_what_may_not_be_stored_is_not(shop: Shop, port: int, tmp_path: Path) -> None:
    shop.headers["Cache-Control"] = "no-store"
    fetcher(port, tmp_path).fetch(f"http://127.0.0.1:{port}/photo")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_none_of_ours_is_passed_over(shop: Shop, port: int, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{port}/photo"
    fetcher(port, tmp_path).fetch(url)
    (file,) = (tmp_path / FOLDER).iterdir()
    file.write_bytes(b"\xff\nnot a photo")
    assert fetcher(port, tmp_path).fetch(url).data == b"first"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, UNTOLD),
        ({"Cache-Control": "max-age=90"}, 90),
        ({"Cache-Control": "max-age=90", "Age": "20"}, 70),
        ({"Cache-Control": "no-cache, max-age=90"}, LEAST),
        ({"Cache-Control": "max-age=soon"}, UNTOLD),
        (
            {
                "Date": "Tue, 24 Nov 2026 10:00:00 GMT",
                "Expires": "Tue, 24 Nov 2026 10:02:00 GMT",
            },
            120,
        ),
        ({"Expires": "0"}, LEAST),
    ],
)
def test_how_long_an_answer_holds(headers: dict[str, str], seconds: float) -> None:
    assert validity_of(headers).seconds == seconds
