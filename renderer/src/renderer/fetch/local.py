"""Relative urls to files of the assets folder, and to nothing outside of it."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from renderer.cache import WeightedCache
from renderer.errors import AssetError, ForbiddenUrlError
from renderer.fetch.naming import shown

KEPT_FILES = 10_000

Identity = tuple[int, int, int, int]


class LocalFile(NamedTuple):
    """A file with links followed; its identity is another once it was changed or replaced."""

    path: Path
    identity: Identity


class LocalFiles:
    """Finds the files of a folder by relative url; thread-safe.

    Following links is dear. Where a url led to a file of the folder and still leads to the very
    same one, nothing is looked up again.
    """

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._found: WeightedCache[str, tuple[str, LocalFile]] = WeightedCache(
            KEPT_FILES, lambda _: 1
        )

    def find(self, url: str) -> LocalFile:
        """Raises as ``find_local`` does."""
        known = self._found.find(url)
        if known is not None:
            named, file = known
            with suppress(OSError):
                if _identity(os.stat(named)) == file.identity:
                    return file
        file = find_local(self._root, url)
        self._found.keep(url, (os.path.join(self._root or "", _relative_path(url)), file))
        return file


def _identity(state: os.stat_result) -> Identity:
    return state.st_dev, state.st_ino, state.st_mtime_ns, state.st_size


def find_local(root: Path | None, url: str) -> LocalFile:
    """The file a relative url names inside ``root``, symbolic links followed.

    Raises ForbiddenUrlError for whatever leads elsewhere, AssetError where there is no such file.
    """
    path = _relative_path(url)
    if not path:
        raise AssetError("the url names no file")
    if root is None:
        raise ForbiddenUrlError(
            f"{shown(url)} is a relative url and there is no assets folder to find it in; "
            "name one (--assets DIR, or Renderer(assets=...))"
        )
    try:
        found = Path(os.path.realpath(os.path.join(root, path)))
        if not found.is_relative_to(os.path.realpath(root)):
            raise ForbiddenUrlError(f"{shown(url)} leads outside of the assets folder")
        state = os.stat(found)
    except (FileNotFoundError, NotADirectoryError):
        raise AssetError(f"{shown(url)} is not in the assets folder") from None
    except (OSError, ValueError):  # name too long, loop of links, NUL
        raise AssetError(f"{shown(url)} is no usable file name") from None
    if not stat.S_ISREG(state.st_mode):
        raise AssetError(f"{shown(url)} is not in the assets folder")
    return LocalFile(found, _identity(state))


def _relative_path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise ForbiddenUrlError(f"{shown(url)} is no url") from None
    path = unquote(parts.path)
    if parts.scheme or parts.netloc or path.startswith("/") or "\\" in path or "\0" in path:
        raise ForbiddenUrlError(
            f"{shown(url)} can't be loaded; http, https, data or a path relative to the assets "
            "folder is expected"
        )
    return path


def read_local(path: Path, url: str, limit: int) -> bytes:
    """The bytes of a file of at most ``limit`` bytes."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(min(size, limit) + 1)  # room for the limit is dear to make
    except OSError as error:
        raise AssetError(f"{shown(url)} can't be read: {error.strerror}") from None
    if len(data) > limit:
        raise AssetError(f"{shown(url)} is larger than the {limit:,} bytes allowed")
    return data
