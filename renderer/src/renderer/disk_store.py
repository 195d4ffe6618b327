"""A store in a folder of this machine: whole files only, bounded, shared by processes."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from renderer.forks import renew_when_forked
from renderer.limits import MEGABYTE

DISK_BYTES = 200 * MEGABYTE
OWN, HALF_WRITTEN = "feedloom-", ".part"
FILE = re.compile(r"[0-9a-f]{64}(\.[a-z]+)?")
PART = re.compile(f"{OWN}.*{re.escape(HALF_WRITTEN)}")
STALE_SECONDS = 3600
SLACK = 0.05  # of the capacity, that may be written before it is looked after


class DiskStore:
    """Keeps what was used last, up to ``capacity`` bytes; a folder that fails keeps nothing.

    Names are SHA-256 digests in hex, perhaps with a suffix; files of other names are left alone.
    Without a folder it is the one of ``cache_folder``.
    """

    def __init__(self, folder: Path | None = None, capacity: int = DISK_BYTES) -> None:
        self._given = folder
        self._capacity = capacity
        self._untrimmed = capacity
        self.start_anew()
        renew_when_forked(self)

    def start_anew(self) -> None:
        self._trimming = threading.Lock()

    def get(self, name: str) -> bytes | None:
        path = self._folder / name
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used just now
        return data

    def put(self, name: str, data: bytes) -> None:
        with contextlib.suppress(OSError):  # on Windows also while another process reads it
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._folder / name, data)
        with self._trimming, contextlib.suppress(OSError):
            self._untrimmed += len(data)
            if self._untrimmed > self._capacity * SLACK:  # looking through the folder takes a while
                self._trim()
                self._untrimmed = 0

    @functools.cached_property
    def _folder(self) -> Path:
        return self._given or cache_folder(os.environ)

    def _trim(self) -> None:
        """Remove what was used least recently, and what a killed process left behind."""
        total = 0
        for path, state in sorted(self._own(), key=lambda pair: pair[1].st_mtime, reverse=True):
            total += state.st_size
            is_part = path.suffix == HALF_WRITTEN
            is_abandoned = is_part and time.time() - state.st_mtime > STALE_SECONDS
            if total > self._capacity or is_abandoned:
                path.unlink(missing_ok=True)
                total -= state.st_size

    def _own(self) -> Iterator[tuple[Path, os.stat_result]]:
        """The files of this store, whole and half written; others may take some meanwhile."""
        for path in self._folder.iterdir():
            if FILE.fullmatch(path.name) or PART.fullmatch(path.name):
                with contextlib.suppress(FileNotFoundError):
                    yield path, path.stat()


def write_whole(path: Path, data: bytes) -> None:
    """Written aside and renamed: a reader sees the old file or the new one, never a part.

    Raises OSError, and leaves nothing behind then.
    """
    import tempfile  # 6 ms: not without something to write

    handle, part = tempfile.mkstemp(HALF_WRITTEN, OWN, path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(part, path)
    except OSError:
        Path(part).unlink(missing_ok=True)
        raise


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Lambda can write nowhere but in /tmp; elsewhere it is the user's cache folder."""
    if "AWS_LAMBDA_FUNCTION_NAME" in environ:
        return Path("/tmp/feedloom/fonts")
    import tempfile

    from platformdirs import user_cache_path

    folder = user_cache_path("feedloom", appauthor=False) / "fonts"
    return folder if folder.is_absolute() else Path(tempfile.gettempdir(), "feedloom", "fonts")
