"""``manifest.jsonl``: one line for each picture, written as it is done; also the run's memory.

While a run goes on, lines are appended; when it is complete, the file is replaced by one that has
the feed's pictures and rows in the feed's order. So whatever stopped a run, the next one knows
what is there. A last line that was cut off is dropped.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Literal

import msgspec

from renderer.errors import OutputError
from renderer.issues import Issue

NAME = "manifest.jsonl"
LOCK = ".batch-lock"
PARTS = ".batch-parts"
"""Folder for files while they are written: they are moved to their names when they are whole."""

Stage = Literal["feed", "values", "check", "drawing"]


class Remark(msgspec.Struct, frozen=True):
    """An issue: of the feed's row, of its values in the template, of the design, of the drawing."""

    stage: Stage
    kind: str
    place: str
    message: str

    @classmethod
    def of(cls, issue: Issue, stage: Stage) -> Remark:
        return cls(stage, issue.kind, issue.place, issue.message)

    @property
    def issue(self) -> Issue:
        return Issue(self.place, self.message, self.kind)


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the manifest. A row that could not be read has no product."""

    product: str = ""
    status: Literal["drawn", "unchanged", "failed"]
    line: int
    page: int = 0
    file: str = ""
    size: int = 0
    sha256: str = ""
    ms: float = 0.0
    fingerprint: str = ""
    error: str = ""
    issues: tuple[Remark, ...] = ()

    @property
    def key(self) -> bytes:
        """What it is an entry of: a product's page, or a line of the feed."""
        return _key(self.product, self.page if self.product else self.line)


class Manifest:
    """The manifest of a folder, open for one run; raises OutputError where another run has it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.parts = folder / PARTS
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / LOCK)
            for rest in self.parts.iterdir():
                rest.unlink()
            self._file = self.path.open("a+b")
        except OSError as error:
            raise OutputError(f"{folder} can't be written ({error.strerror})") from None
        self._index = sqlite3.connect("", isolation_level=None)
        self._index.execute("PRAGMA journal_mode=OFF")
        self._index.execute(
            "CREATE TABLE entries (key BLOB PRIMARY KEY, at INTEGER, place INTEGER) WITHOUT ROWID"
        )
        self._end = self._read()

    def __enter__(self) -> Manifest:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._index.close()
        self._file.close()
        self._lock.close()
        for path in self.parts.iterdir():
            path.unlink(missing_ok=True)
        self.parts.rmdir()

    def known(self, product: str, page: int) -> bytes | None:
        """The line that an earlier run wrote of a picture."""
        found = self._index.execute(
            "SELECT at FROM entries WHERE key = ?", (_key(product, page),)
        ).fetchone()
        return self._line(found[0]) if found else None

    def add(self, entry: Entry, place: int) -> None:
        """Write an entry down; ``place`` is its rank in the feed's order."""
        line = msgspec.json.encode(entry) + b"\n"
        self._file.write(line)
        self._file.flush()
        self._note(entry.key, self._end, place)
        self._end += len(line)

    def complete(self) -> None:
        """The whole feed has been seen: keep what belongs to it, in its order."""
        draft = self.parts / NAME
        ordered = self._index.execute("SELECT at FROM entries WHERE place >= 0 ORDER BY place, at")
        with draft.open("wb") as file:
            for (at,) in ordered:
                file.write(self._line(at))
        self._file.close()
        os.replace(draft, self.path)

    def _read(self) -> int:
        """Note every line's place; the end of the last whole one, where the file is cut."""
        self._file.seek(0)
        end = 0
        for line in self._file:
            try:
                key = msgspec.json.decode(line, type=Entry).key if line.endswith(b"\n") else None
            except (msgspec.DecodeError, UnicodeError):
                key = None
            if key is not None:
                self._note(key, end, -1)
            elif not line.endswith(b"\n"):
                break
            end += len(line)
        self._file.truncate(end)
        self._file.seek(0, os.SEEK_END)
        return end

    def _note(self, key: bytes, at: int, place: int) -> None:
        self._index.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (key, at, place))

    def _line(self, at: int) -> bytes:
        self._file.seek(at)
        line = self._file.readline()
        self._file.seek(0, os.SEEK_END)
        return line


def _key(product: str, number: int) -> bytes:
    return hashlib.blake2b(msgspec.json.encode([product, number]), digest_size=16).digest()


def _locked(path: Path) -> sqlite3.Connection:
    """A file that SQLite holds for us: on every system the lock ends with the process.

    The file stays: who had opened one that is removed would hold a lock that nobody sees.
    """
    lock = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        lock.execute("PRAGMA journal_mode=MEMORY")
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise OutputError(f"{path.parent} is being written by another batch") from None
    return lock
