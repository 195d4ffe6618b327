"""Folders of font files, indexed by family without loading the files."""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from renderer.errors import FontError
from renderer.fonts.face import parse_font
from renderer.fonts.matching import Candidate, FaceStyle, answer
from renderer.fonts.request import FontAnswer, FontFile, FontRequest

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".woff", ".woff2"})
FAMILY, TYPOGRAPHIC_FAMILY = 1, 16
SUBFAMILY = 2


class FontFolder:
    """The families in a folder and below it; unusable files are passed over."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._families: dict[str, list[Candidate]] | None = None

    def find(self, request: FontRequest) -> FontAnswer | None:
        if self._families is None:
            self._families = self._index()
        candidates = self._families.get(request.family.casefold())
        return answer(candidates, request) if candidates else None

    def _index(self) -> dict[str, list[Candidate]]:
        families: dict[str, list[Candidate]] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.suffix.lower() not in SUFFIXES or not path.is_file():
                continue
            try:
                for family, candidate in faces_of(load_file(path, path.stat().st_mtime_ns)):
                    families.setdefault(family.casefold(), []).append(candidate)
            except (FontError, OSError):
                continue
        return families


@functools.lru_cache(maxsize=256)
def load_file(path: Path, modified_ns: int) -> FontFile:
    """A file's bytes, read once per process until the file changes."""
    return FontFile(str(path), path.read_bytes())


def faces_of(file: FontFile) -> Iterator[tuple[str, Candidate]]:
    """Each face with the family it belongs to, and with its legacy family where that differs.

    A legacy family ("Roboto Medium") knows only regular, bold and italic.
    """
    count = int.from_bytes(file.data[8:12], "big") if file.data[:4] == b"ttcf" else 1
    for index in range(count):
        face = parse_font(file, index).hb_face
        weight, italic = _os2_style(face)
        family = face.get_name(TYPOGRAPHIC_FAMILY) or face.get_name(FAMILY)
        if not family:
            continue
        yield family, Candidate(file, _with_range(face, weight, italic), index)
        legacy = face.get_name(FAMILY)
        if legacy and legacy != family:
            bold = "bold" in (face.get_name(SUBFAMILY) or "").lower()
            yield legacy, Candidate(file, FaceStyle(700 if bold else 400, italic), index)


def _os2_style(face: Any) -> tuple[int, bool]:
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
