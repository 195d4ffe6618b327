"""Download over http and https, from the very address that was checked."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import RemoteDisconnected
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError

from renderer.errors import AssetError, AssetLimitError, ForbiddenUrlError, HttpStatusError
from renderer.fetch.body import PIECE, BodyTooLargeError, bounded_body
from renderer.fetch.deadline import Deadline
from renderer.fetch.freshness import validity_of
from renderer.fetch.guard import Guard
from renderer.fetch.http_cache import Answer
from renderer.fetch.naming import shown
from renderer.fetch.reading import as_read
from renderer.fetch.resolve import resolve
from renderer.limits import Limits
from renderer.time_limit import check_time, seconds_left

REDIRECTS = 5
REDIRECTED = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({502, 503, 504})
ATTEMPTS = 2
PAUSE = 0.2  # seconds before the second
HEADERS = {"User-Agent": "feedloom-renderer", "Accept": "*/*", "Accept-Encoding": "identity"}
NOT_MODIFIED = 304


class Client:
    """One pool of connections; thread-safe."""

    def __init__(self, guard: Guard, limits: Limits) -> None:
        self._guard = guard
        self._limits = limits
        self._session = requests.Session()
        self._session.trust_env = False  # no proxies and no .netrc from the environment
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        adapter = _CheckedAdapter(guard)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        self._session.close()

    def download(self, url: str, limit: int | None = None) -> bytes:
        """The body behind a url; see ``ask``."""
        body = self.ask(url, limit).body
        assert body is not None  # nothing was asked but the body
        return body

    def ask(
        self, url: str, limit: int | None = None, questions: Mapping[str, str] | None = None
    ) -> Answer:
        """The body behind a url, redirects followed, of at most the limit's bytes.

        ``questions`` are the headers of a conditional request: there may be no body then. Raises
        AssetError, ForbiddenUrlError, or TimeLimitError where the picture's time is up.
        """
        place = url
        asked = dict(questions or {})
        with Deadline(seconds_left(self._limits.total_seconds)) as deadline, _exchanging(deadline):
            try:
                for _ in range(REDIRECTS + 1):
                    most = limit or self._limits.download_bytes
                    answer = self._ask_twice(place, asked, deadline, most)
                    if isinstance(answer, Answer):
                        return answer
                    place = as_read(urljoin(place, answer.location))
            except ForbiddenUrlError as error:
                if place == url:
                    raise
                raise ForbiddenUrlError(f"{shown(url)} redirects: {error}") from None
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                check_time()
                raise AssetError(f"{shown(url)} {self._problem(error, deadline)}") from None
        raise AssetError(f"{shown(url)} redirects more than {REDIRECTS} times")

    def _ask_twice(
        self, url: str, questions: dict[str, str], deadline: Deadline, limit: int
    ) -> Answer | _Redirect:
        """A second time where the first met a closing connection or a server busy just then.

        Nothing was answered then, and asking changes nothing at the other side: both are safe.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._ask(url, questions, deadline, limit)
            except (HttpStatusError, requests.ConnectionError) as error:
                if attempt == ATTEMPTS or not _is_passing(error):
                    raise
                if deadline.seconds_left <= PAUSE:
                    raise
                time.sleep(PAUSE)
        raise AssertionError

    def _ask(
        self, url: str, questions: dict[str, str], deadline: Deadline, limit: int
    ) -> Answer | _Redirect:
        self._guard.check_url(url)
        left = deadline.seconds_left
        with self._session.get(
            url,
            stream=True,
            allow_redirects=False,
            timeout=(min(self._limits.connect_seconds, left), left),
            headers={**HEADERS, **questions},
        ) as response:
            location = response.headers.get("Location")
            if response.status_code in REDIRECTED and location:
                return _Redirect(location)
            validity = validity_of(response.headers)
            if response.status_code == NOT_MODIFIED and questions:
                return Answer(None, validity)
            if response.status_code != 200:
                status = response.status_code
                raise HttpStatusError(f"{shown(url)} answers with status {status}", status)
            try:
                return Answer(self._body(response, deadline, limit), validity)
            except BodyTooLargeError:
                raise AssetLimitError(
                    f"{shown(url)} is larger than the {limit:,} bytes allowed"
                ) from None
            except AssetError as error:
                raise AssetError(f"{shown(url)} {error}") from None

    def _body(self, response: requests.Response, deadline: Deadline, limit: int) -> bytes:
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced[:20]) > limit:
            raise BodyTooLargeError
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        return bounded_body(_pieces(response, deadline), encoding, limit)

    def _problem(self, error: Exception, deadline: Deadline) -> str:
        if deadline.passed:
            return f"takes longer than {self._limits.total_seconds:g} s"
        if isinstance(error, ValueError):  # as requests calls a url that it can't read
            return "names no usable host"
        causes = [error, *_causes(error)]
        if any(isinstance(cause, requests.ConnectTimeout | TimeoutError) for cause in causes):
            return f"doesn't answer within {self._limits.connect_seconds:g} s"
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            return "names a host that can't be found"
        if any(isinstance(cause, requests.exceptions.SSLError) for cause in causes):
            return "has no valid certificate"
        if isinstance(error, ProtocolError):
            return "breaks off"
        return "can't be reached"


class _Redirect:
    def __init__(self, location: str) -> None:
        self.location = location


def _pieces(response: requests.Response, deadline: Deadline) -> Iterator[bytes]:
    for piece in response.raw.stream(PIECE, decode_content=False):
        yield piece
        if deadline.passed:
            raise TimeoutError


def _is_passing(error: HttpStatusError | requests.ConnectionError) -> bool:
    if isinstance(error, HttpStatusError):
        return error.status in BUSY
    return any(isinstance(cause, ConnectionError | RemoteDisconnected) for cause in _causes(error))


class _Exchange(threading.local):
    """The download that this thread is busy with: its connections report their sockets to it."""

    deadline: Deadline | None = None


_exchange = _Exchange()


@contextmanager
def _exchanging(deadline: Deadline) -> Iterator[None]:
    _exchange.deadline = deadline
    try:
        yield
    finally:
        _exchange.deadline = None


def _current() -> Deadline:
    assert _exchange.deadline is not None
    return _exchange.deadline


class _WithoutQueries(logging.Filter):
    """urllib3 logs every request at its lowest level: of ours, without what signs the url."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _exchange.deadline is not None and isinstance(record.args, tuple):
            record.args = tuple(
                arg.partition("?")[0] if isinstance(arg, str) else arg for arg in record.args
            )
        return True


logging.getLogger("urllib3.connectionpool").addFilter(_WithoutQueries())


class _CheckedConnection(HTTPConnection):
    """Connects to an address of its host that was checked; Host, SNI, certificate go by name."""

    guard: Guard

    def _new_conn(self) -> socket.socket:
        deadline = _current()
        seconds = min(float(self.timeout or deadline.seconds_left), deadline.seconds_left)
        addresses = resolve(self.host, self.port, seconds)
        self.guard.check_addresses(self.host, self.port, [a.text for a in addresses])
        failure: OSError | None = None
        for family, text in addresses:
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                connection.settimeout(seconds)
                connection.connect((text, self.port))
            except OSError as error:
                connection.close()
                failure = error
                continue
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            deadline.guard(connection)
            return connection
        raise NewConnectionError(self, f"no address answers: {failure}") from failure

    def request(self, *args: Any, **kwargs: Any) -> None:
        _current().guard(self.sock)  # a connection kept from an earlier download
        super().request(*args, **kwargs)
        _current().guard(self.sock)  # its TLS socket, once there is one


class _CheckedHTTPSConnection(_CheckedConnection, HTTPSConnection):
    pass


class _CheckedAdapter(HTTPAdapter):
    """requests' adapter with our connections, which ask the guard."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        super().__init__(pool_connections=32, pool_maxsize=16)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools: PoolManager = self.poolmanager
        plain = type("Connection", (_CheckedConnection,), {"guard": self._guard})
        secure = type("SecureConnection", (_CheckedHTTPSConnection,), {"guard": self._guard})
        pools.pool_classes_by_scheme = {
            "http": type("Pool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


def _causes(error: BaseException) -> list[BaseException]:
    """What led to an error, whichever way requests and urllib3 packed it."""
    found: list[BaseException] = []
    inner = [error.__cause__, error.__context__, getattr(error, "reason", None), *error.args]
    for cause in inner:
        if isinstance(cause, BaseException) and cause not in found:
            found += [cause, *_causes(cause)]
    return found
