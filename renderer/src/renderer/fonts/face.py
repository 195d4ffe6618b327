"""One face of one font file, ready to shape with HarfBuzz and to rasterise with FreeType.

The parsed file is shared by all sizes, styles and threads of the process; FreeType's own face
object is kept one per thread, as it must not be shared.
"""

from __future__ import annotations

import functools
import struct
import threading
import unicodedata
from collections.abc import Callable, Iterable
from ctypes import byref, c_long
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from freetype import raw as ft

from renderer.errors import FontError
from renderer.fonts.file import FontFile
from renderer.fonts.kern_table import is_kept
from renderer.fonts.sfnt import outlines_alone, tables_of
from renderer.fonts.trial import harmless_sfnt
from renderer.fonts.vertical import ascent_and_descent
from renderer.paint.freetype import FreeTypeError, check, library

if TYPE_CHECKING:
    from renderer.fonts.request import FontAnswer

Axes = tuple[tuple[str, float], ...]


class Synthesis(NamedTuple):
    """Styles the file lacks and the rasteriser makes up."""

    bold: bool = False
    italic: bool = False


NO_SYNTHESIS = Synthesis()
LAST_BITS = 1e-3  # 1/64 px: what a size may have lost by being turned
OUTLINE_TABLES = frozenset((b"glyf", b"CFF ", b"CFF2"))
PICTURE_TABLES = frozenset((b"CBDT", b"sbix"))
COLOUR_TABLES = PICTURE_TABLES | {b"COLR"}


@dataclass(frozen=True, slots=True)
class ParsedFont:
    """The unpacked bytes of one file and HarfBuzz's view of one of its faces.

    ``outlines`` are the bytes that FreeType is given; it doesn't copy them. ``tags`` are the
    names of the face's tables.
    """

    data: bytes
    outlines: bytes
    index: int
    tags: frozenset[bytes]
    hb_face: Any
    family: str
    ascent: int
    descent: int
    upem: int


class Face:
    """A face with its variable axes set and its missing styles synthesised."""

    def __init__(self, font: ParsedFont, axes: Axes, synthesis: Synthesis, name: str) -> None:
        import uharfbuzz as hb

        self.font = font
        self.axes = axes
        self.synthesis = synthesis
        self.name = name
        self.family = font.family
        self.upem = font.upem
        self.hb_font = hb.Font(font.hb_face)
        self.hb_font.scale = (font.upem, font.upem)
        if axes:
            self.hb_font.set_variations(dict(axes))
        self._threads = threading.local()

    def __repr__(self) -> str:
        return f"Face({self.name!r}, {self.axes}, {self.synthesis})"

    def covers(self, characters: Iterable[str]) -> bool:
        """Whether the font has a glyph for each character."""
        return all(self.hb_font.get_nominal_glyph(ord(c)) for c in characters)

    def draws(self, cluster: str) -> bool:
        """Whether it covers a cluster as written, composed or decomposed: shaping tries all."""
        return self.covers(cluster) or (
            not cluster.isascii()
            and any(self.covers(unicodedata.normalize(form, cluster)) for form in ("NFC", "NFD"))
        )

    def advance(self, character: str) -> float:
        """A character's advance in ems."""
        glyph = self.hb_font.get_nominal_glyph(ord(character))
        return float(self.hb_font.get_glyph_h_advance(glyph or 0)) / self.upem

    def ascent(self, size: float) -> int:
        """The font's ascent in whole px, as the editor rounds it."""
        return round_half_up(self.font.ascent * size / self.upem)

    def descent(self, size: float) -> int:
        """The font's descent below the baseline, positive, in whole px."""
        return round_half_up(self.font.descent * size / self.upem)

    @functools.cached_property
    def has_outlines(self) -> bool:
        return not OUTLINE_TABLES.isdisjoint(self.font.tags)

    @functools.cached_property
    def has_colour(self) -> bool:
        """Told by the tables' names where they tell: pictures of glyphs may take megabytes."""
        if COLOUR_TABLES.isdisjoint(self.font.tags):
            return False
        if not PICTURE_TABLES.isdisjoint(self.font.tags):
            return True
        face = self.font.hb_face
        return bool(face.has_color_png or face.has_color_layers or face.has_color_paint)

    def freetype_face(self, size: float) -> Any:
        """This thread's FT_Face, set to a size in px."""
        held = self._threads.__dict__
        face = held.get("face")
        if face is None:
            face = held["face"] = self._open_freetype_face()
            held["size"] = None
        if held["size"] != size:
            check(ft.FT_Set_Char_Size(face, 0, in_64ths(size), 72, 72), "FT_Set_Char_Size")
            held["size"] = size
        return face

    def _open_freetype_face(self) -> Any:
        face = ft.FT_Face()
        data = self.font.outlines
        check(
            ft.FT_New_Memory_Face(library(), data, len(data), self.font.index, byref(face)),
            "FT_New_Memory_Face",
        )
        if self.axes:
            infos = self.font.hb_face.axis_infos
            wanted = dict(self.axes)
            values = [round(wanted.get(a.tag, a.default_value) * 65536) for a in infos]
            coordinates = (c_long * len(values))(*values)
            check(
                ft.FT_Set_Var_Design_Coordinates(face, len(values), coordinates),
                "FT_Set_Var_Design_Coordinates",
            )
        return face


def in_64ths(size: float) -> int:
    """A size in px as fonts are set to it: in whole 64ths of a pixel, cut off, as browsers do."""
    return int(size * 64 + LAST_BITS)


def round_half_up(value: float) -> int:
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


@functools.lru_cache(maxsize=256)
def open_face(
    file: FontFile, index: int = 0, axes: Axes = (), synthesis: Synthesis = NO_SYNTHESIS
) -> Face:
    """The face of a file; raises FontError where the bytes are no usable font."""
    face = Face(parse_font(file, index), axes, synthesis, file.name)
    if face.has_outlines:
        try:
            face.freetype_face(16.0)
        except FreeTypeError as error:
            raise FontError(f"font {file.name} can't be opened ({error})") from None
    return face


def open_answer(answer: FontAnswer) -> Face:
    """The face answered; axes that the file doesn't have are passed over."""
    axes: Axes = ()
    if answer.axes:
        known = {axis.tag for axis in parse_font(answer.file, answer.index).hb_face.axis_infos}
        axes = tuple(sorted((tag, v) for tag, v in answer.axes.items() if tag in known))
    return open_face(
        answer.file,
        answer.index,
        axes,
        Synthesis(answer.synthetic_bold, answer.synthetic_italic),
    )


@functools.lru_cache(maxsize=128)
def parse_font(file: FontFile, index: int = 0) -> ParsedFont:
    """Unpack and check a font file; its tables are read once per process."""
    data = harmless_sfnt(file, index)
    directory = tables_of(data, index, file.name)

    def table(tag: bytes) -> bytes | None:
        found = _slice(data, directory.get(tag))
        is_dropped = tag == b"kern" and not is_kept(found or b"", cubic=b"glyf" not in directory)
        return None if is_dropped else found

    face = lazy_hb_face(table)
    try:
        ascent, descent = ascent_and_descent(table(b"hhea") or b"", table(b"OS/2") or b"")
    except struct.error:
        raise FontError(f"font {file.name} has no usable metrics (its table hhea is cut)") from None
    if face.upem <= 0 or face.glyph_count == 0:
        raise FontError(f"font {file.name} has no usable metrics (head or maxp table)")
    family = face.get_name(16) or face.get_name(1) or file.name
    return ParsedFont(
        data,
        outlines_alone(data),
        index,
        frozenset(directory),
        face,
        family,
        ascent,
        descent,
        face.upem,
    )


def _slice(data: bytes, place: tuple[int, int] | None) -> bytes | None:
    return data[place[0] : place[0] + place[1]] if place else None


def lazy_hb_face(table: Callable[[bytes], bytes | None]) -> Any:
    """A HarfBuzz face that asks for its tables, by tag, when it first needs them.

    One made of a whole file copies it, outlines and all, though shaping needs none of them.
    """
    import uharfbuzz as hb

    kept: dict[str, bytes | None] = {}  # HarfBuzz reads these very bytes as long as it lives

    def reference(face: object, tag: str, _: None) -> bytes | None:
        if tag not in kept:
            kept[tag] = table(tag.encode("ascii", "replace"))
        return kept[tag]

    return hb.Face.create_for_tables(reference, None)
