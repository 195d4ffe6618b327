"""Glyphs of a face as coverage, outlines or colour pictures, as Chromium's rasteriser draws them.

Upright glyphs are hinted lightly (vertically only) and stand at quarter-pixel x positions on a
whole-pixel baseline; turned ones are unhinted and stand at quarter pixels both ways. Those too
large for a mask are unhinted shapes that stand where they are put.
"""

from __future__ import annotations

import logging
from typing import Any

from renderer.fonts.contrast import painted_coverage
from renderer.fonts.face import Face
from renderer.fonts.ink import UPRIGHT, GlyphKey, Linear, ink_of, load_outline
from renderer.paint.box import PixelBox
from renderer.paint.freetype import FreeTypeError
from renderer.paint.outline import Contour, Outline, Point, Segment
from renderer.paint.raster import Coverage, Levels, fill
from renderer.paint.stroke import stroke_outline
from renderer.paint.transform import Affine

EVERYWHERE = PixelBox(-4096, -4096, 4096, 4096)
LARGEST_SIZE = 2048.0  # px; larger outlines are scaled up from it

logger = logging.getLogger(__name__)


def draw_glyph(face: Face, key: GlyphKey) -> Coverage | None:
    """Rasterise one glyph, or with a stroke the line along its outline, about its origin.

    One that can't be read draws nothing.
    """
    try:
        ink = ink_of(face, key)
    except FreeTypeError:
        return _toned(draw_outline(face, key, EVERYWHERE), key.tone)
    if ink is None:
        return None
    pixels = ink.pixels
    if key.tone is not None:
        pixels = pixels.translate(painted_coverage(key.tone))
    return Coverage(Levels(pixels, ink.size), ink.left, ink.top)


def _toned(drawn: Coverage | None, tone: int | None) -> Coverage | None:
    if drawn is None or tone is None:
        return drawn
    return Coverage(drawn.image.point(painted_coverage(tone)), drawn.left, drawn.top)


def draw_outline(face: Face, key: GlyphKey, area: PixelBox) -> Coverage | None:
    """The same by way of our own outlines, cut to an area about the glyph's origin."""
    outline = glyph_outline(face, key.glyph, key.size, key.linear)
    if key.stroke > 0:
        outline = stroke_outline(outline, key.stroke, join=key.join)
    at = Affine.translation(key.quarter_x / 4, key.quarter_y / 4)
    return fill(outline, at, area)


def glyph_outline(face: Face, glyph: int, size: float, linear: Linear = UPRIGHT) -> Outline:
    """The glyph's outline in px about its origin, y down; hinted where it is drawn so."""
    try:
        outline = _outline_of(load_outline(face, glyph, min(size, LARGEST_SIZE), linear))
    except FreeTypeError as error:
        logger.debug("glyph %d of %s left out: %s", glyph, face.name, error)
        return Outline(())
    if size > LARGEST_SIZE:
        outline = outline.transformed(Affine.scaling(size / LARGEST_SIZE))
    return outline


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
