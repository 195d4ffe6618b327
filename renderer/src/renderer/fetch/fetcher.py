"""One door for all urls, with a cache behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from renderer.cache import WeightedCache
from renderer.errors import AssetError
from renderer.fetch.content import Content, digest
from renderer.fetch.data_uri import decode_data_uri
from renderer.fetch.guard import Guard
from renderer.fetch.http_cache import HttpCache
from renderer.fetch.local import LocalFile, LocalFiles, read_local
from renderer.fetch.naming import shown
from renderer.fetch.reading import as_read, is_data, is_http
from renderer.forks import Owned
from renderer.limits import MEGABYTE, Limits

if TYPE_CHECKING:
    from renderer.fetch.client import Client

CACHE_BYTES = 32 * MEGABYTE


class Fetcher:
    """Loads urls; thread-safe. Urls asked for by several threads at once are loaded once.

    ``cache_dir`` is where answers over http outlive the process; without it they are kept in
    memory alone.
    """

    def __init__(
        self,
        assets_dir: Path | None,
        allow_hosts: Sequence[str],
        limits: Limits,
        cache_dir: Path | None = None,
    ) -> None:
        self._local = LocalFiles(assets_dir)
        self._limits = limits
        self._guard = Guard(allow_hosts)
        self._client = Owned(self._opened, lambda client: client.close())
        self._answers = HttpCache(cache_dir)
        self._files: WeightedCache[LocalFile, Content] = WeightedCache(
            CACHE_BYTES, lambda content: len(content.data)
        )

    def close(self) -> None:
        """Close connections and forget what is in memory."""
        self._client.close()
        self._answers.forget()
        self._files.make_room()

    def check(self, url: str) -> None:
        """Raise what can be known without asking a network: forbidden, or no such file."""
        url = as_read(url)
        if is_data(url):
            return
        if is_http(url):
            self._guard.check_url(url)
        else:
            self._local.find(url)

    def fetch(self, url: str, limit: int | None = None) -> Content:
        """What is behind a url: http, https, data, or a path relative to the assets folder.

        The same object is given as long as it is cached and holds: over http as long as the
        server said, and on if it says so again; a file until it changes. ``limit`` is in bytes,
        that of a download unless another is given. Raises AssetError, or ForbiddenUrlError,
        naming the url.
        """
        limit = limit or self._limits.download_bytes
        url = as_read(url)
        content = self._fetched(url, limit)
        if len(content.data) > limit:  # kept since somebody allowed more
            raise AssetError(f"{shown(url)} is larger than the {limit:,} bytes allowed")
        return content

    def _fetched(self, url: str, limit: int) -> Content:
        if not url:
            raise AssetError("the url is empty")
        if is_data(url):
            data = decode_data_uri(url, self._limits.data_uri_bytes)
            return Content(data, digest(data))  # loaded anew each time
        if is_http(url):
            return self._answers.get(url, lambda asked: self._client.get().ask(url, limit, asked))
        file = self._local.find(url)
        return self._files.get(file, lambda: Content(read_local(file.path, url, limit)))

    def _opened(self) -> Client:
        from renderer.fetch.client import Client  # requests costs 60 ms: not without an http url

        return Client(self._guard, self._limits)
