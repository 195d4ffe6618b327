"""Glyphs of a face as coverage, outlines or colour pictures, as Chromium's rasteriser draws them.

Upright glyphs are hinted lightly (vertically only) and stand at quarter-pixel x positions on a
whole-pixel baseline; turned ones are unhinted and stand at quarter pixels both ways.
"""

from __future__ import annotations

import logging
from ctypes import byref
from typing import Any, NamedTuple

from freetype import raw as ft
from PIL import Image

from renderer.fonts.face import Face
from renderer.paint.box import PixelBox
from renderer.paint.freetype import FreeTypeError, check, coverage_of
from renderer.paint.outline import Contour, Outline, Point, Segment
from renderer.paint.raster import Coverage, fill
from renderer.paint.stroke import Join, stroke_outline
from renderer.paint.stroker import stroked
from renderer.paint.transform import Affine

UPRIGHT = (1.0, 0.0, 0.0, 1.0)
Linear = tuple[float, float, float, float]  # a, b, c, d of an Affine

LOAD_HINTED = ft.FT_LOAD_NO_BITMAP | ft.FT_LOAD_TARGET_LIGHT
LOAD_PLAIN = ft.FT_LOAD_NO_BITMAP | ft.FT_LOAD_NO_HINTING
ITALIC_SKEW = 0x10000 // 4  # 16.16
WIDEST_STROKE = 0.25  # ems; FreeType leaves holes in wider ones, at tight bends
MAX_GLYPH_PIXELS = 4_000_000  # ink far larger than the size asks for is a broken font
EVERYWHERE = PixelBox(-4096, -4096, 4096, 4096)
LARGEST_SIZE = 2048.0  # px; larger outlines are scaled up from it

logger = logging.getLogger(__name__)


class GlyphKey(NamedTuple):
    glyph: int
    size: float
    linear: Linear
    quarter_x: int
    quarter_y: int
    stroke: float = 0.0
    join: Join = "round"


def draw_glyph(face: Face, key: GlyphKey) -> Coverage | None:
    """Rasterise one glyph, or with a stroke the line along its outline, about its origin.

    One that can't be read draws nothing.
    """
    try:
        outline = _load(face, key.glyph, key.size, key.linear)
    except FreeTypeError as error:
        logger.debug("glyph %d of %s left out: %s", key.glyph, face.name, error)
        return None
    try:
        if key.stroke == 0:
            return _filled(outline, key)
        if key.stroke <= key.size * WIDEST_STROKE:
            with stroked(outline, key.stroke, key.join) as line:
                return _filled(line, key)
    except FreeTypeError:  # too complex to be drawn at once
        pass
    return draw_outline(face, key, EVERYWHERE)


def _filled(outline: Any, key: GlyphKey) -> Coverage | None:
    """The coverage of an FT_Outline, which is moved for it; None for one without ink."""
    box = ft.FT_BBox()
    ft.FT_Outline_Translate(byref(outline), key.quarter_x * 16, -key.quarter_y * 16)
    ft.FT_Outline_Get_CBox(byref(outline), byref(box))
    left, bottom = box.xMin >> 6, box.yMin >> 6
    width, height = ((box.xMax + 63) >> 6) - left, ((box.yMax + 63) >> 6) - bottom
    if outline.n_points == 0 or width <= 0 or height <= 0 or width * height > MAX_GLYPH_PIXELS:
        return None
    ft.FT_Outline_Translate(byref(outline), -left * 64, -bottom * 64)
    pixels = coverage_of(outline, width, height, y_up=True)
    image = Image.frombuffer("L", (width, height), pixels, "raw", "L", 0, 1)
    return Coverage(image, left, -(bottom + height))


def draw_outline(face: Face, key: GlyphKey, area: PixelBox) -> Coverage | None:
    """The same by way of our own outlines, cut to an area about the glyph's origin."""
    outline = glyph_outline(face, key.glyph, key.size, key.linear)
    if key.stroke > 0:
        outline = stroke_outline(outline, key.stroke, join=key.join)
    at = Affine.translation(key.quarter_x / 4, key.quarter_y / 4)
    return fill(outline, at, area)


def glyph_outline(face: Face, glyph: int, size: float, linear: Linear = UPRIGHT) -> Outline:
    """The glyph's outline in px about its origin, y down; hinted when upright, as it is drawn."""
    try:
        outline = _outline_of(_load(face, glyph, min(size, LARGEST_SIZE), linear))
    except FreeTypeError as error:
        logger.debug("glyph %d of %s left out: %s", glyph, face.name, error)
        return Outline(())
    if size > LARGEST_SIZE:
        outline = outline.transformed(Affine.scaling(size / LARGEST_SIZE))
    return outline


def _load(face: Face, glyph: int, size: float, linear: Linear) -> Any:
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


def _outline_of(outline: Any) -> Outline:
    contours = []
    first = 0
    for i in range(outline.n_contours):
        last = outline.contours[i]
        points = [
            (outline.points[j].x / 64, -outline.points[j].y / 64, outline.tags[j] & 3)
            for j in range(first, last + 1)
        ]
        if len(points) > 1:
            contours.append(_contour(points))
        first = last + 1
    return Outline(tuple(contours))


def _contour(points: list[tuple[float, float, int]]) -> Contour:
    """TrueType's implied points made explicit; FreeType's tags 1: on, 0: conic, 2: cubic."""
    if points[0][2] != 1:
        if points[-1][2] == 1:
            points = [points[-1], *points[:-1]]
        else:
            points = [(*_middle(points[0], points[-1]), 1), *points]
    start: Point = points[0][:2]
    segments: list[Segment] = []
    pending: list[tuple[float, float, int]] = []
    for point in [*points[1:], points[0]]:
        if point[2] == 1:
            segments.append((*(p[:2] for p in pending), point[:2]))
            pending = []
        elif point[2] == 0 and pending and pending[-1][2] == 0:
            segments.append((pending[0][:2], _middle(pending[0], point)))
            pending = [point]
        else:
            pending.append(point)
    return Contour(start, tuple(segments))


def _middle(first: tuple[float, float, int], second: tuple[float, float, int]) -> Point:
    return (first[0] + second[0]) / 2, (first[1] + second[1]) / 2
