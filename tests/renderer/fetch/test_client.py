"""Downloads from a real server on loopback: slow, huge, redirecting, or lying about its name."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import loopback
import pytest
from waiting import UNHURRIED, wait_until

from renderer import AssetError, ForbiddenUrlError, HttpStatusError, TimeLimitError
from renderer.fetch import Fetcher, resolve
from renderer.fetch.resolve import Address
from renderer.time_limit import time_limit

LIMITS = replace(UNHURRIED, download_bytes=100_000)
HASTY = replace(LIMITS, total_seconds=0.3)
STALLING = 600
"""Tenths of a second that a server takes which tries its clients' patience."""

BOMB = gzip.compress(bytes(5_000_000))


class Handler(loopback.Handler):
    """Each path is one behaviour."""

    protocol_version = "HTTP/1.1"
    asked: Counter[str]
    hung_up_on: set[str]

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        try:
            getattr(self, self.path.strip("/").split("/")[0].split("?")[0], self.missing)()
        except ConnectionError:
            self.hung_up_on.add(self.path)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def missing(self) -> None:
        self.answer(404)

    def photo(self) -> None:
        time.sleep(0.05)
        self.answer(200, b"photo")

    def headers_seen(self) -> None:
        self.answer(200, str(self.headers).encode())

    def huge(self) -> None:
        self.answer(200, b"x" * 200_000)

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 10_000)

    def drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(STALLING))
        self.end_headers()
        for _ in range(STALLING):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def drip_headers(self) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * STALLING:
            self.wfile.write(bytes([byte]))
            time.sleep(0.1)

    def silent(self) -> None:
        self.connection.settimeout(STALLING / 10)
        with suppress(TimeoutError):
            self.rfile.read(1)
            raise ConnectionResetError

    def cut(self) -> None:
        self.answer(200, b"short", Content_Length="1000")
        self.close_connection = True

    def zipped(self) -> None:
        self.answer(200, gzip.compress(b"photo" * 1000), Content_Encoding="gzip")

    def deflated(self) -> None:
        self.answer(200, zlib.compress(b"photo" * 1000), Content_Encoding="deflate")

    def bomb(self) -> None:
        self.answer(200, BOMB, Content_Encoding="gzip")

    def badly_zipped(self) -> None:
        self.answer(200, b"\x1f\x8b but no more", Content_Encoding="gzip")

    def half_zipped(self) -> None:
        self.answer(200, gzip.compress(b"photo" * 1000)[:-20], Content_Encoding="gzip")

    def oddly_packed(self) -> None:
        self.answer(200, b"?", Content_Encoding="br")

    def hangs_up_once(self) -> None:
        if self.asked[self.path] == 1:
            self.close_connection = True
        else:
            self.answer(200, b"photo")

    def busy_once(self) -> None:
        self.answer(503) if self.asked[self.path] == 1 else self.answer(200, b"photo")

    def busy(self) -> None:
        self.answer(503)

    def redirect(self) -> None:
        self.answer(302, Location="/photo")

    def path_seen(self) -> None:
        self.answer(200, self.path.encode())

    def to_spaces(self) -> None:
        self.answer(302, Location="/path_seen/my photo.png")

    def loop(self) -> None:
        self.answer(302, Location="/loop")

    def to_metadata(self) -> None:
        self.answer(302, Location="http://169.254.169.254/latest/meta-data")

    def to_file(self) -> None:
        self.answer(302, Location="file:///etc/passwd")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    Handler.asked, Handler.hung_up_on = Counter(), set()
    with loopback.serving(Handler) as host:
        yield int(host.partition(":")[2])


@pytest.fixture
def fetcher(port: int) -> Fetcher:
    return Fetcher(None, [f"127.0.0.1:{port}", "shop.test"], LIMITS)


def test_a_body_is_loaded(fetcher: Fetcher, port: int) -> None:
    assert fetcher.fetch(f"http://127.0.0.1:{port}/photo").data == b"photo"


def test_a_url_is_asked_once_however_many_threads_want_it(fetcher: Fetcher, port: int) -> None:
    url = f"http://127.0.0.1:{port}/photo?once"
    with ThreadPoolExecutor(8) as pool:
        bodies = [one.data for one in pool.map(fetcher.fetch, [url] * 8)]
    assert (set(bodies), Handler.asked["/photo?once"]) == ({b"photo"}, 1)


def test_a_redirect_is_followed(fetcher: Fetcher, port: int) -> None:
    assert fetcher.fetch(f"http://127.0.0.1:{port}/redirect").data == b"photo"


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/path_seen/my photo.png", "/path_seen/my%20photo.png"),
        ("/path_seen/a.png\r\n", "/path_seen/a.png"),
        ("/path_seen/\r\nHost: internal", "/path_seen/Host:%20internal"),
        ("/to_spaces", "/path_seen/my%20photo.png"),
    ],
)
def test_a_url_is_asked_as_a_browser_would(
    fetcher: Fetcher, port: int, written: str, path: str
) -> None:
    assert fetcher.fetch(f" http://127.0.0.1:{port}{written}").data == path.encode()


@pytest.mark.parametrize("path", ["to_metadata", "to_file"])
def test_a_redirect_to_a_forbidden_place_is_refused(fetcher: Fetcher, port: int, path: str) -> None:
    with pytest.raises(ForbiddenUrlError, match=f"/{path} redirects"):
        fetcher.fetch(f"http://127.0.0.1:{port}/{path}")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("missing", "answers with status 404"),
        ("loop", "redirects more than 5 times"),
        ("huge", "larger than the 100,000 bytes"),
        ("endless", "larger than the 100,000 bytes"),
        ("cut", "breaks off"),
        ("bomb", "larger than the 100,000 bytes"),
        ("badly_zipped", "is packed, but broken"),
        ("half_zipped", "breaks off"),
        ("oddly_packed", "is packed as 'br'"),
        ("busy", "answers with status 503"),
    ],
)
def test_a_useless_answer_is_an_error_that_names_the_url(
    fetcher: Fetcher, port: int, path: str, problem: str
) -> None:
    with pytest.raises(AssetError, match=f"/{path} .*({problem})"):
        fetcher.fetch(f"http://127.0.0.1:{port}/{path}?secret=1")


def test_a_refusal_tells_the_status(fetcher: Fetcher, port: int) -> None:
    with pytest.raises(HttpStatusError) as caught:
        fetcher.fetch(f"http://127.0.0.1:{port}/missing")
    assert caught.value.status == 404


@pytest.mark.parametrize("path", ["zipped", "deflated"])
def test_a_body_packed_unasked_is_unpacked(fetcher: Fetcher, port: int, path: str) -> None:
    assert fetcher.fetch(f"http://127.0.0.1:{port}/{path}").data == b"photo" * 1000


@pytest.mark.parametrize("path", ["hangs_up_once", "busy_once"])
def test_a_request_that_was_not_answered_is_made_once_more(
    fetcher: Fetcher, port: int, path: str
) -> None:
    assert fetcher.fetch(f"http://127.0.0.1:{port}/{path}").data == b"photo"
    assert Handler.asked[f"/{path}"] == 2


@pytest.mark.parametrize("path", ["missing", "cut", "to_metadata"])
def test_a_request_that_was_answered_is_not_made_again(
    fetcher: Fetcher, port: int, path: str
) -> None:
    with pytest.raises(AssetError):
        fetcher.fetch(f"http://127.0.0.1:{port}/{path}?again")
    assert Handler.asked[f"/{path}?again"] == 1


def test_a_download_takes_no_longer_than_the_picture_may(fetcher: Fetcher, port: int) -> None:
    with pytest.raises(TimeLimitError), time_limit(0.1):
        fetcher.fetch(f"http://127.0.0.1:{port}/silent")


def test_a_signed_url_is_in_no_log(
    fetcher: Fetcher, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        fetcher.fetch(f"http://127.0.0.1:{port}/photo?X-Amz-Signature=hidden")
    assert "GET /photo HTTP" in caplog.text
    assert "hidden" not in caplog.text


@pytest.mark.parametrize("path", ["drip", "drip_headers", "silent"])
def test_the_time_limit_holds_against_a_server_that_stalls(port: int, path: str) -> None:
    with pytest.raises(AssetError, match=r"longer than 0\.3 s"):
        Fetcher(None, [f"127.0.0.1:{port}"], HASTY).fetch(f"http://127.0.0.1:{port}/{path}")
    wait_until(lambda: f"/{path}" in Handler.hung_up_on)


def test_proxies_and_credentials_of_the_environment_are_ignored(
    fetcher: Fetcher, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    seen = fetcher.fetch(f"http://127.0.0.1:{port}/headers_seen").data.decode()
    assert "Authorization" not in seen
    assert "Cookie" not in seen


def test_a_loopback_server_is_refused_unless_it_is_allowed(port: int) -> None:
    with pytest.raises(ForbiddenUrlError, match="--allow-host 127"):
        Fetcher(None, [f"other:{port}"], LIMITS).fetch("http://127.0.0.1/photo")


def test_a_host_that_is_not_found_is_an_error(fetcher: Fetcher) -> None:
    with pytest.raises(AssetError, match="can't be found"):
        fetcher.fetch("http://nothing.invalid/a.png")


def test_a_name_is_connected_at_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    """Rebinding: the second answer of the resolver would lead to a private address."""
    answers = iter([[Address(socket.AF_INET, "127.0.0.1")], [Address(socket.AF_INET, "10.9.9.9")]])
    monkeypatch.setattr("renderer.fetch.client.resolve", lambda *args: next(answers))
    fetcher = Fetcher(None, [f"shop.test:{port}"], LIMITS)
    assert (
        f"Host: shop.test:{port}"
        in fetcher.fetch(f"http://shop.test:{port}/headers_seen").data.decode()
    )


def test_a_name_that_turns_private_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "renderer.fetch.client.resolve", lambda *args: [Address(socket.AF_INET, "127.0.0.1")]
    )
    with pytest.raises(ForbiddenUrlError, match="not a public address"):
        Fetcher(None, (), LIMITS).fetch("http://shop.test/photo")


def test_a_resolver_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: release.wait() and [])
    with pytest.raises(TimeoutError):
        resolve.resolve("shop.test", 80, 0.1)
    release.set()
