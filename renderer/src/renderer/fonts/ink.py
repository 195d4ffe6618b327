"""A glyph's pixels as FreeType makes them: loaded, styled, turned, stroked, rasterised.

Nothing here needs a library of pictures: where strangers' fonts are tried out, none is loaded.
"""

from __future__ import annotations

import functools
from ctypes import byref
from typing import TYPE_CHECKING, Any, NamedTuple

from freetype import raw as ft

from renderer.paint.freetype import FreeTypeError, check, coverage_of
from renderer.paint.stroke import Join
from renderer.paint.stroker import stroked

if TYPE_CHECKING:
    from renderer.fonts.face import Face

UPRIGHT = (1.0, 0.0, 0.0, 1.0)
Linear = tuple[float, float, float, float]  # a, b, c, d of an Affine

LOAD_HINTED = ft.FT_LOAD_NO_BITMAP | ft.FT_LOAD_TARGET_LIGHT
LOAD_PLAIN = ft.FT_LOAD_NO_BITMAP | ft.FT_LOAD_NO_HINTING
ITALIC_SKEW = 0x10000 // 4  # 16.16
WIDEST_STROKE = 0.25  # ems; FreeType leaves holes in wider ones, at tight bends
LEVEL = 1 / 2048  # of a turn's parts: smaller ones count as 0
FINELY = 4  # pixels drawn side by side in the place of one; edges that are shared stand upright
FINER = ft.FT_Matrix(FINELY << 16, 0, 0, 1 << 16)
MAX_FINE_PIXELS = 500  # of a glyph; larger ones are nearer to the browser's as they are
OVERLAPPING = 0x40  # FT_OUTLINE_OVERLAP
LARGEST_MASK = 256.0  # px; larger glyphs are drawn as shapes
MAX_GLYPH_PIXELS = 4_000_000  # ink far larger than the size asks for is a broken font


class GlyphKey(NamedTuple):
    """What a glyph's pixels depend on; a shape's quarters of a pixel have fractions.

    ``tone`` is that of the text's colour (``contrast``); None leaves the coverage as it is.
    """

    glyph: int
    size: float
    linear: Linear
    quarter_x: float
    quarter_y: float
    stroke: float = 0.0
    join: Join = "round"
    tone: int | None = None


class Ink(NamedTuple):
    """How much of each pixel a glyph covers, in rows; the first is at (left, top) of its origin."""

    pixels: bytearray
    size: tuple[int, int]
    left: int
    top: int


def ink_of(face: Face, key: GlyphKey) -> Ink | None:
    """A glyph rasterised, or with a stroke the line along its outline; None where it has no ink.

    Raises FreeTypeError for one that can't be read or is too complex, and for a wide stroke.
    """
    outline = load_outline(face, key.glyph, key.size, key.linear)
    overlaps = bool(outline.flags & OVERLAPPING)
    if key.stroke == 0:
        return _filled(outline, key, overlaps)
    if key.stroke > key.size * WIDEST_STROKE:
        raise FreeTypeError(f"a stroke of {key.stroke:g} px would have holes")
    with stroked(outline, key.stroke, key.join) as line:
        return _filled(line, key, overlaps)


def _filled(outline: Any, key: GlyphKey, overlaps: bool) -> Ink | None:
    """The pixels of an FT_Outline, which is moved for it; None for one without ink.

    FreeType counts what of a pixel lies in two contours twice. That does no harm in pixels so
    small that they are covered wholly or not.
    """
    box = ft.FT_BBox()
    ft.FT_Outline_Get_CBox(byref(outline), byref(box))
    right, up = round(key.quarter_x * 16), -round(key.quarter_y * 16)
    left, bottom = (box.xMin + right) >> 6, (box.yMin + up) >> 6
    width, height = ((box.xMax + right + 63) >> 6) - left, ((box.yMax + up + 63) >> 6) - bottom
    if outline.n_points == 0 or width <= 0 or height <= 0 or width * height > MAX_GLYPH_PIXELS:
        return None
    ft.FT_Outline_Translate(byref(outline), right - left * 64, up - bottom * 64)
    if overlaps and width * height <= MAX_FINE_PIXELS:
        ft.FT_Outline_Transform(byref(outline), byref(FINER))
        pixels = _means(coverage_of(outline, width * FINELY, height, y_up=True))
    else:
        pixels = coverage_of(outline, width, height, y_up=True)
    return Ink(pixels, (width, height), left, -(bottom + height))


def _means(pixels: bytearray) -> bytearray:
    """The mean of each four bytes, all summed at once: in lanes of two bytes, then of four."""
    count = len(pixels)
    two, four, half = _lanes(count)
    whole = int.from_bytes(pixels, "little")
    sums = (whole & two) + (whole >> 8 & two)
    sums = (sums & four) + (sums >> 16 & four) + half
    return bytearray((sums >> 2).to_bytes(count, "little")[::FINELY])


@functools.lru_cache(maxsize=256)
def _lanes(count: int) -> tuple[int, int, int]:
    """Masks of every other byte and every other two bytes, and a 2 in every four, to round by."""
    patterns = (b"\xff\0\xff\0", b"\xff\xff\0\0", b"\2\0\0\0")
    two, four, half = (int.from_bytes(p * (count // FINELY), "little") for p in patterns)
    return two, four, half


def load_outline(face: Face, glyph: int, size: float, linear: Linear) -> Any:
    """The glyph's FT_Outline, y up, with synthetic styles; valid until the face's next load."""
    handle = face.freetype_face(size)
    is_level = baseline_axis(linear) != ""
    is_hinted = is_level and not face.synthesis.italic and size <= LARGEST_MASK
    flags = LOAD_HINTED if is_hinted else LOAD_PLAIN
    check(ft.FT_Load_Glyph(handle, glyph, flags), "FT_Load_Glyph")
    outline = handle.contents.glyph.contents.outline
    if face.synthesis.italic:
        skew = ft.FT_Matrix(0x10000, ITALIC_SKEW, 0, 0x10000)
        ft.FT_Outline_Transform(byref(outline), byref(skew))
    if face.synthesis.bold:  # after the skew, as Skia widens it
        growth = round(size * bold_growth(size) * 64)
        ft.FT_Outline_Embolden(byref(outline), growth)
        ft.FT_Outline_Translate(byref(outline), -growth // 2, -growth // 2)
    if linear != UPRIGHT:
        a, b, c, d = (round(v * 0x10000) for v in linear)
        # Our y runs down, FreeType's up: the off-diagonal terms change sign.
        turn = ft.FT_Matrix(a, -c, -b, d)
        ft.FT_Outline_Transform(byref(outline), byref(turn))
    return outline


def baseline_axis(linear: Linear) -> str:
    """Along which of the page's axes a turned baseline lies: x, y, or "" for none."""
    a, b, c, d = linear
    if max(abs(b), abs(c)) < LEVEL:
        return "x"
    return "y" if max(abs(a), abs(d)) < LEVEL else ""


def bold_growth(size: float) -> float:
    """How much synthetic bold widens outlines, as a part of the size (Skia's table)."""
    if size <= 9:
        return 1 / 24
    if size >= 36:
        return 1 / 32
    return 1 / 24 + (size - 9) / (36 - 9) * (1 / 32 - 1 / 24)
