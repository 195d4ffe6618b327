"""Download over http and https, from the very address that was checked."""

from __future__ import annotations

import socket
import threading
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from renderer.errors import AssetError, ForbiddenUrlError, HttpStatusError
from renderer.fetch.deadline import Deadline
from renderer.fetch.guard import Guard
from renderer.fetch.naming import shown
from renderer.fetch.resolve import resolve
from renderer.limits import Limits

REDIRECTS = 5
REDIRECTED = frozenset({301, 302, 303, 307, 308})
PIECE = 64 * 1024
USER_AGENT = "feedloom-renderer"


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

    def download(self, url: str) -> bytes:
        """The body behind a url, redirects followed. Raises AssetError, ForbiddenUrlError."""
        place = url
        with Deadline(self._limits.total_seconds) as deadline:
            try:
                for _ in range(REDIRECTS + 1):
                    answer = self._ask(place, deadline)
                    if isinstance(answer, bytes):
                        return answer
                    place = urljoin(place, answer.location)
            except ForbiddenUrlError as error:
                if place == url:
                    raise
                raise ForbiddenUrlError(f"{shown(url)} redirects: {error}") from None
            except (requests.RequestException, HTTPError, OSError) as error:
                raise AssetError(f"{shown(url)} {self._problem(error, deadline)}") from None
        raise AssetError(f"{shown(url)} redirects more than {REDIRECTS} times")

    def _ask(self, url: str, deadline: Deadline) -> bytes | _Redirect:
        self._guard.check_url(url)
        _exchange.deadline = deadline
        left = deadline.seconds_left
        with self._session.get(
            url,
            stream=True,
            allow_redirects=False,
            timeout=(min(self._limits.connect_seconds, left), left),
            # Plain bytes only: a compressed body could grow a thousandfold between two checks.
            headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
        ) as response:
            location = response.headers.get("Location")
            if response.status_code in REDIRECTED and location:
                return _Redirect(location)
            if response.status_code != 200:
                status = response.status_code
                raise HttpStatusError(f"{shown(url)} answers with status {status}", status)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise AssetError(f"{shown(url)} is compressed, which was not asked for")
            return self._body(url, response, deadline)

    def _body(self, url: str, response: requests.Response, deadline: Deadline) -> bytes:
        limit = self._limits.download_bytes
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise AssetError(f"{shown(url)} is larger than the {limit:,} bytes allowed")
        pieces: list[bytes] = []
        length = 0
        for piece in response.iter_content(PIECE):
            pieces.append(piece)
            length += len(piece)
            if length > limit:
                raise AssetError(f"{shown(url)} is larger than the {limit:,} bytes allowed")
            if deadline.passed:
                raise TimeoutError
        return b"".join(pieces)

    def _problem(self, error: Exception, deadline: Deadline) -> str:
        if deadline.passed:
            return f"takes longer than {self._limits.total_seconds:g} s"
        causes = [error, *_causes(error)]
        if any(isinstance(cause, requests.ConnectTimeout | TimeoutError) for cause in causes):
            return f"doesn't answer within {self._limits.connect_seconds:g} s"
        if any(isinstance(cause, socket.gaierror) for cause in causes):
            return "names a host that can't be found"
        if any(isinstance(cause, requests.exceptions.SSLError) for cause in causes):
            return "has no valid certificate"
        if isinstance(error, requests.exceptions.ChunkedEncodingError):
            return "breaks off"
        return "can't be reached"


class _Redirect:
    def __init__(self, location: str) -> None:
        self.location = location


class _Exchange(threading.local):
    """The download that this thread is busy with: its connections report their sockets to it."""

    deadline: Deadline


_exchange = _Exchange()


class _CheckedConnection(HTTPConnection):
    """Connects to an address of its host that was checked; Host, SNI, certificate go by name."""

    guard: Guard

    def _new_conn(self) -> socket.socket:
        deadline = _exchange.deadline
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
        _exchange.deadline.guard(self.sock)  # a connection kept from an earlier download
        super().request(*args, **kwargs)
        _exchange.deadline.guard(self.sock)  # its TLS socket, once there is one


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
