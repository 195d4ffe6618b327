"""Relative urls to files of the assets folder, and to nothing outside of it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from renderer.errors import AssetError, ForbiddenUrlError
from renderer.fetch.naming import shown


def find_local(root: Path | None, url: str) -> Path:
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
        found = (root / path).resolve()
        inside = found.is_relative_to(root.resolve())
        is_file = inside and found.is_file()
        if inside and not is_file and found.is_symlink():
            raise RuntimeError  # a loop of links: from 3.13 on it resolves to itself
    except (OSError, RuntimeError, ValueError):  # name too long, loop of links, NUL
        raise AssetError(f"{shown(url)} is no usable file name") from None
    if not inside:
        raise ForbiddenUrlError(f"{shown(url)} leads outside of the assets folder")
    if not is_file:
        raise AssetError(f"{shown(url)} is not in the assets folder")
    return found


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
            data = file.read(limit + 1)
    except OSError as error:
        raise AssetError(f"{shown(url)} can't be read: {error.strerror}") from None
    if len(data) > limit:
        raise AssetError(f"{shown(url)} is larger than the {limit:,} bytes allowed")
    return data
