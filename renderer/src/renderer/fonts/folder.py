"""Folders of font files, indexed by family without loading the files."""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from renderer.errors import FontError
from renderer.fonts.face import lazy_hb_face, parse_font
from renderer.fonts.file import FontFile
from renderer.fonts.matching import FaceStyle, answer_with, best_match
from renderer.fonts.request import FontAnswer, FontRequest
from renderer.fonts.sfnt import named_tables

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".woff", ".woff2"})
NAMING_TABLES = (b"name", b"OS/2", b"fvar")
FAMILY, TYPOGRAPHIC_FAMILY = 1, 16
SUBFAMILY = 2


class LocalFace(Struct, frozen=True):
    """A face of a file on disk; its bytes are read when it is wanted."""

    path: Path
    style: FaceStyle
    index: int = 0

    def answer(self, request: FontRequest) -> FontAnswer:
        """Raises FontError where the file has become unreadable."""
        try:
            file = load_file(self.path, self.path.stat().st_mtime_ns)
        except OSError as error:
            raise FontError(f"font {self.path} can't be read ({error.strerror})") from None
        return answer_with(file, self.style, request, self.index)


class FontFolder:
    """The families in a folder and below it; unusable files are passed over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, request: FontRequest) -> FontAnswer | None:
        return best_answer(self._families.get(request.family.casefold(), ()), request)

    def has_style(self, request: FontRequest) -> bool:
        """Whether the family has the very weight and style, or isn't here at all."""
        faces = self._families.get(request.family.casefold(), ())
        return not faces or any(face.style.is_exactly(request) for face in faces)

    @functools.cached_property
    def _families(self) -> dict[str, list[LocalFace]]:
        families: dict[str, list[LocalFace]] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.suffix.lower() in SUFFIXES and path.is_file():
                for family, face in named_faces(path):
                    families.setdefault(family.casefold(), []).append(face)
        return families


@functools.lru_cache(maxsize=256)
def load_file(path: Path, modified_ns: int) -> FontFile:
    """A file's bytes, read once per process until the file changes."""
    return FontFile(str(path), path.read_bytes(), trusted=True)


def best_answer(faces: Iterable[LocalFace], request: FontRequest) -> FontAnswer | None:
    """The best face whose file is a usable font."""
    left = list(faces)
    while left:
        face = left.pop(best_match([face.style for face in left], request))
        answer = face.answer(request)
        with suppress(FontError):
            parse_font(answer.file, answer.index)
            return answer
    return None


def named_faces(path: Path) -> Sequence[tuple[str, LocalFace]]:
    """Each face of a file with the family it belongs to, by what it says of itself alone."""
    try:
        return _faces_of(path, path.stat().st_mtime_ns)
    except (FontError, OSError):
        return ()


@functools.lru_cache(maxsize=10_000)
def _faces_of(path: Path, modified_ns: int) -> tuple[tuple[str, LocalFace], ...]:
    with path.open("rb") as file:
        tables = named_tables(file, NAMING_TABLES)
    if not tables:  # packed
        face = parse_font(load_file(path, modified_ns)).hb_face
        return tuple(_families_of(path, 0, face))
    return tuple(
        named
        for index, naming in enumerate(tables)
        for named in _families_of(path, index, lazy_hb_face(naming.get))
    )


def _families_of(path: Path, index: int, face: Any) -> Iterator[tuple[str, LocalFace]]:
    """A face with its family, and with its legacy family where that differs.

    A legacy family ("Roboto Medium") knows only regular, bold and italic.
    """
    weight, italic = os2_style(face)
    legacy = face.get_name(FAMILY)
    family = face.get_name(TYPOGRAPHIC_FAMILY) or legacy
    if not family:
        return
    yield family, LocalFace(path, _with_range(face, weight, italic), index)
    if legacy and legacy != family:
        bold = "bold" in (face.get_name(SUBFAMILY) or "").lower()
        yield legacy, LocalFace(path, FaceStyle(700 if bold else 400, italic), index)


def os2_style(face: Any) -> tuple[int, bool]:
    """Weight class and whether the face is italic or oblique."""
    table = face.reference_table("OS/2").data
    if len(table) < 64:
        return 400, False
    (weight,) = struct.unpack_from(">H", table, 4)
    (selection,) = struct.unpack_from(">H", table, 62)
    return min(1000, max(1, weight)), bool(selection & 0b10_0000_0001)


def _with_range(face: Any, weight: int, italic: bool) -> FaceStyle:
    for axis in face.axis_infos if face.has_var_data else ():
        if axis.tag == "wght":
            return FaceStyle(int(axis.min_value), italic, int(axis.max_value))
    return FaceStyle(weight, italic)
