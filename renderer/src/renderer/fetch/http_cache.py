"""Answers over http by url: in memory, perhaps on disk, asked for again only if they may differ.

A file on disk is named by a digest: a url may hold a signature that nobody else is to see. It
begins with a line of what the server said, then comes the body.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from renderer.cache import WeightedCache
from renderer.disk_store import DiskStore
from renderer.fetch.content import Content
from renderer.fetch.freshness import Validity
from renderer.limits import MEGABYTE

logger = logging.getLogger(__name__)

MEMORY_BYTES = 64 * MEGABYTE
DISK_BYTES = 1024 * MEGABYTE
FOLDER = "feedloom-downloads"


class Answer(Struct, frozen=True):
    """A body, or None where what was asked about still holds."""

    body: bytes | None
    validity: Validity


class _Kept(Struct, frozen=True):
    content: Content
    validity: Validity
    until: float  # of the wall clock

    @property
    def is_fresh(self) -> bool:
        return time.time() < self.until


class _Line(Struct):
    """The first line of a file."""

    validity: Validity
    until: float


Ask = Callable[[dict[str, str]], Answer]


class HttpCache:
    """Thread-safe; of several that want a url at once, one asks."""

    def __init__(self, folder: Path | None = None) -> None:
        self._memory: WeightedCache[str, _Kept] = WeightedCache(MEMORY_BYTES, _weight)
        self._asking: WeightedCache[str, _Kept] = WeightedCache(0, _weight)
        self._disk = DiskStore(folder / FOLDER, DISK_BYTES) if folder else None

    def forget(self) -> None:
        """What is in memory, not on disk."""
        self._memory.make_room()

    def get(self, url: str, ask: Ask) -> Content:
        """The content of a url; ``ask`` is called with the headers of a conditional request."""
        kept = self._memory.find(url)
        if kept is None or not kept.is_fresh:
            kept = self._asking.get(url, lambda: self._renewed(url, ask))
            logger.debug("answers: %s", self._memory)
        return kept.content

    def _renewed(self, url: str, ask: Ask) -> _Kept:
        kept = self._memory.find(url) or self._from_disk(url)
        if kept is None or not kept.is_fresh:
            answer = ask(kept.validity.questions() if kept else {})
            until = time.time() + answer.validity.seconds
            if answer.body is None and kept is not None:
                kept = replace(kept, validity=answer.validity.after(kept.validity), until=until)
            elif kept is not None and answer.body == kept.content.data:
                kept = replace(kept, validity=answer.validity, until=until)
            else:
                kept = _Kept(Content(answer.body or b""), answer.validity, until)
            self._to_disk(url, kept)
        self._memory.keep(url, kept)
        return kept

    def _from_disk(self, url: str) -> _Kept | None:
        data = self._disk.get(_name(url)) if self._disk else None
        if data is None:
            return None
        line, _, body = data.partition(b"\n")
        try:
            found = msgspec.json.decode(line, type=_Line)
        except (msgspec.MsgspecError, UnicodeError):  # somebody else's file
            return None
        return _Kept(Content(body), found.validity, found.until)

    def _to_disk(self, url: str, kept: _Kept) -> None:
        if self._disk and kept.validity.may_be_stored:
            line = msgspec.json.encode(_Line(kept.validity, kept.until))
            self._disk.put(_name(url), line + b"\n" + kept.content.data)


def _name(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def _weight(kept: _Kept) -> int:
    return 500 + len(kept.content.data)
