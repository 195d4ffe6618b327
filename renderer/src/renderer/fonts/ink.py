"""A glyph's pixels as FreeType makes them: loaded, styled, turned, stroked, rasterised.

Nothing here needs a library of pictures: where strangers' fonts are tried out, none is loaded.
"""

from __future__ import annotations

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
MAX_GLYPH_PIXELS = 4_000_000  # ink far larger than the size asks for is a broken font


class GlyphKey(NamedTuple):
    glyph: int
    size: float
    linear: Linear
    quarter_x: int
    quarter_y: int
    stroke: float = 0.0
    join: Join = "round"


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
    if key.stroke == 0:
        return _filled(outline, key)
    if key.stroke > key.size * WIDEST_STROKE:
        raise FreeTypeError(f"a stroke of {key.stroke:g} px would have holes")
    with stroked(outline, key.stroke, key.join) as line:
        return _filled(line, key)


def _filled(outline: Any, key: GlyphKey) -> Ink | None:
    """The pixels of an FT_Outline, which is moved for it; None for one without ink."""
    box = ft.FT_BBox()
    ft.FT_Outline_Get_CBox(byref(outline), byref(box))
    right, up = key.quarter_x * 16, -key.quarter_y * 16
    left, bottom = (box.xMin + right) >> 6, (box.yMin + up) >> 6
    width, height = ((box.xMax + right + 63) >> 6) - left, ((box.yMax + up + 63) >> 6) - bottom
    if outline.n_points == 0 or width <= 0 or height <= 0 or width * height > MAX_GLYPH_PIXELS:
        return None
    ft.FT_Outline_Translate(byref(outline), right - left * 64, up - bottom * 64)
    pixels = coverage_of(outline, width, height, y_up=True)
    return Ink(pixels, (width, height), left, -(bottom + height))


def load_outline(face: Face, glyph: int, size: float, linear: Linear) -> Any:
    """The glyph's FT_Outline, y up, with synthetic styles; valid until the face's next load."""
    upright = linear == UPRIGHT
    handle = face.freetype_face(size)
    check(ft.FT_Load_Glyph(handle, glyph, LOAD_HINTED if upright else LOAD_PLAIN), "FT_Load_Glyph")
    outline = handle.contents.glyph.contents.outline
    if face.synthesis.bold:
        growth = round(size * bold_growth(size) * 64)
        ft.FT_Outline_Embolden(byref(outline), growth)
        ft.FT_Outline_Translate(byref(outline), -growth // 2, -growth // 2)
    if face.synthesis.italic:
        skew = ft.FT_Matrix(0x10000, ITALIC_SKEW, 0, 0x10000)
        ft.FT_Outline_Transform(byref(outline), byref(skew))
    if not upright:
        a, b, c, d = (round(v * 0x10000) for v in linear)
        # Our y runs down, FreeType's up: the off-diagonal terms change sign.
        turn = ft.FT_Matrix(a, -c, -b, d)
        ft.FT_Outline_Transform(byref(outline), byref(turn))
    return outline


def bold_growth(size: float) -> float:
    """How much synthetic bold widens outlines, as a part of the size (Skia's table)."""
    if size <= 9:
        return 1 / 24
    if size >= 36:
        return 1 / 32
    return 1 / 24 + (size - 9) / (36 - 9) * (1 / 32 - 1 / 24)
