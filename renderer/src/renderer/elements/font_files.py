"""Fonts' bytes as files, for a library that reads fonts from files alone."""

from __future__ import annotations

import atexit
import functools
import hashlib
import shutil
import tempfile
import threading
from pathlib import Path

from renderer.disk_store import write_whole
from renderer.errors import AssetError
from renderer.forks import renew_when_forked


class FontFiles:
    """Files in a folder of this process alone, which is removed when it ends; thread-safe.

    What a cleaner of temporary files took away is written anew.
    """

    def __init__(self) -> None:
        self.start_anew()
        renew_when_forked(self)

    def start_anew(self) -> None:
        """The folder is the parent's, and its to remove."""
        self._lock = threading.Lock()
        self._folder: Path | None = None

    def path(self, data: bytes) -> str:
        """A file with these bytes; AssetError where it can't be written."""
        name = _name(data)
        with self._lock:
            try:
                if self._folder is None or not self._folder.is_dir():
                    self._folder = Path(tempfile.mkdtemp(prefix="renderer-fonts-"))
                path = self._folder / name
                if not path.exists():
                    write_whole(path, data)
            except OSError as error:
                problem = f"needs its fonts as files, which can't be written ({error.strerror})"
                raise AssetError(problem) from None
        return str(path)

    def remove(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


@functools.lru_cache(maxsize=256)
def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


font_files = FontFiles()
atexit.register(font_files.remove)
