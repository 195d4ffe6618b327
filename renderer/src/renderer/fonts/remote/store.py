"""Keep providers' answers under names in a store of bytes, checked by content when they come back.

A file lies under the hash of its bytes, an answer under the hash of its question, and names its
file. Writers can't harm each other: whatever they write under one name is right, and a file is
there before the answer that names it. A damaged or half-written entry is no entry.
"""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Callable
from typing import Annotated, Protocol

import msgspec

from renderer.fonts.file import FontFile
from renderer.fonts.request import FontAnswer, FontCache, FontRequest

VERSION = 1


class Store(Protocol):
    """Bytes by name (letters, digits, dots). Neither method raises."""

    def get(self, name: str) -> bytes | None: ...
    def put(self, name: str, data: bytes) -> None: ...


def hashed(*parts: object) -> str:
    """A name for a question: what was asked can't be read from it."""
    return hashlib.sha256(json.dumps([VERSION, *parts]).encode()).hexdigest() + ".json"


class _Answer(msgspec.Struct):
    file: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    name: str
    index: int = 0
    axes: dict[str, float] = {}
    synthetic_bold: bool = False
    synthetic_italic: bool = False
    partial: bool = False


class KeptAnswers(FontCache):
    """A font cache over a store; thread-safe. ``close`` is the store's, if it has one."""

    def __init__(self, store: Store, close: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._close = close
        self._files: weakref.WeakValueDictionary[str, FontFile] = weakref.WeakValueDictionary()

    def find(self, provider: str, request: FontRequest) -> FontAnswer | None:
        try:
            kept = msgspec.json.decode(
                self._store.get(_key(provider, request)) or b"", type=_Answer
            )
        except msgspec.MsgspecError:
            return None
        file = self._file(kept)
        if file is None:
            return None
        return FontAnswer(
            file, kept.index, kept.axes, kept.synthetic_bold, kept.synthetic_italic, kept.partial
        )

    def keep(self, provider: str, request: FontRequest, answer: FontAnswer) -> None:
        digest = hashlib.sha256(answer.file.data).hexdigest()
        self._files[digest] = answer.file
        kept = _Answer(
            digest,
            answer.file.name,
            answer.index,
            dict(answer.axes),
            answer.synthetic_bold,
            answer.synthetic_italic,
            answer.partial,
        )
        self._store.put(f"{digest}.font", answer.file.data)
        self._store.put(_key(provider, request), msgspec.json.encode(kept))

    def close(self) -> None:
        self._close()

    def _file(self, kept: _Answer) -> FontFile | None:
        file = self._files.get(kept.file)
        if file is None:
            data = self._store.get(f"{kept.file}.font")
            if data is None or hashlib.sha256(data).hexdigest() != kept.file:
                return None
            # It was tried before it was kept, and these are the same bytes.
            file = self._files[kept.file] = FontFile(kept.name, data, trusted=True)
        return file


def _key(provider: str, request: FontRequest) -> str:
    family = request.family.casefold()
    return hashed(provider, family, request.weight, request.italic, request.characters)
