"""A feed's file as text: unpacked, decoded, and how much of it has been read."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from renderer.errors import FeedError
from renderer.feeds.row import WRONG_ENCODING, position
from renderer.issues import Issue

SAMPLE = 128 * 1024
FALLBACK = "windows-1252"  # what feeds are in that are not Unicode; guessing by letters errs
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
XML_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
BAD_BYTE = re.compile("[\udc80-\udcff]")

Cut = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading a gzip file raises that is damaged or ends too early."""


class Source:
    """The text of a file, its lines ending in \\n.

    A byte that the encoding doesn't have is a lone surrogate in it.
    """

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        try:
            self._file = path.open("rb", buffering=0)
            self.size = path.stat().st_size
            packed = self._file.read(2) == b"\x1f\x8b"
            self._file.seek(0)
        except OSError as error:
            raise FeedError(f"{path} can't be read ({error.strerror})") from None
        raw = gzip.GzipFile(fileobj=self._file) if packed else self._file
        buffered = io.BufferedReader(raw, SAMPLE)
        try:
            sample = buffered.peek(SAMPLE)
        except (*Cut, OSError) as error:
            raise FeedError(f"{path} can't be unpacked ({error})") from None
        self.encoding = _known(path, encoding) if encoding else _guessed(sample)
        self.text = io.TextIOWrapper(buffered, self.encoding, _on_error(self.encoding))
        self.sample = sample.decode(self.encoding, "replace").removeprefix("\ufeff")

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.text.close()
        self._file.close()

    @property
    def read(self) -> int:
        """Bytes of the file read so far, of ``size``."""
        return 0 if self._file.closed else self._file.tell()

    def lines(self, longest: int) -> Iterator[str]:
        """The lines with their ends; one that is too long comes in pieces."""
        while line := self.text.readline(longest):
            yield line


def after(text: str, line: int, column: int) -> tuple[int, int]:
    """Where one stands behind a text that began at a line and column."""
    down = text.count("\n")
    return (line + down, len(text) - text.rindex("\n")) if down else (line, column + len(text))


def wrong_bytes(text: str, line: int, column: int) -> tuple[Issue, ...]:
    """The first byte of a text, which begins at a line and column, that isn't of its encoding."""
    bad = None if text.isascii() else BAD_BYTE.search(text)
    if bad is None:
        return ()
    place = position(*after(text[: bad.start()], line, column))
    found = f"the byte 0x{ord(bad[0]) - 0xDC00:02X} is not UTF-8; read as Windows-1252"
    return (Issue(place, found, WRONG_ENCODING),)


def repaired(text: str) -> str:
    """Text whose undecodable bytes are read as Windows-1252, which they nearly always are."""
    raw = text.encode("utf-8", "surrogateescape")
    return raw.decode("utf-8", "renderer-windows-1252")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    found = error.object[error.start : error.end]
    return found.decode(FALLBACK, "replace"), error.end


codecs.register_error("renderer-windows-1252", _as_windows)


def _known(path: Path, encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise FeedError(
            f"{path}: encoding {encoding!r} is not known; utf-8, windows-1252 or the like is "
            "expected"
        ) from None


def _guessed(sample: bytes) -> str:
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\0" in sample[:200]:
        return "utf-16-le" if sample[1:2] == b"\0" else "utf-16-be"
    declared = XML_ENCODING.match(sample.lstrip())
    if declared:
        try:
            return codecs.lookup(declared[1].decode()).name
        except LookupError:
            return "utf-8"
    text = sample.decode("utf-8", "surrogateescape")
    bad = len(BAD_BYTE.findall(text[:-3]))
    good = sum(not character.isascii() for character in text) - bad if bad else 0
    return "utf-8" if not bad or good > bad else FALLBACK


def _on_error(encoding: str) -> str:
    return "surrogateescape" if encoding.startswith("utf-8") else "replace"
