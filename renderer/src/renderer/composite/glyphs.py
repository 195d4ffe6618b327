"""Glyph runs onto a surface: each glyph at its quarter pixel, strokes under fills."""

from __future__ import annotations

import math
from collections.abc import Iterator

from renderer.fonts.glyphs import (
    UPRIGHT,
    ColourGlyph,
    GlyphKey,
    Linear,
    colour_glyph,
    glyph_coverage,
    glyph_outline,
)
from renderer.layers import Glyph, GlyphRun, Stroke
from renderer.paint.box import PixelBox
from renderer.paint.raster import Coverage, fill
from renderer.paint.stroke import stroke_outline
from renderer.paint.surface import Surface
from renderer.paint.transform import Affine

LARGEST_BITMAP = 512.0  # px; larger glyphs are filled as outlines, cut to the page
REACH = 4.0  # ems that ink stays within about its glyph's origin
MAX_REACH = 100_000.0


def paint_glyph_run(surface: Surface, run: GlyphRun, matrix: Affine, opacity: float) -> None:
    if run.font.has_colour:
        if run.stroke is None:
            _paint_colour(surface, run, matrix, opacity)
        return
    if run.stroke:
        parts = _stroked(run, matrix, run.stroke, surface.area)
    else:
        parts = _filled(run, matrix, surface.area)
    for part in parts:
        surface.paint(part, run.paint, matrix, opacity)


def _filled(run: GlyphRun, matrix: Affine, area: PixelBox) -> Iterator[Coverage]:
    """Each glyph's coverage where it lands on the device."""
    scale = math.sqrt(abs(matrix.determinant))
    size = run.size * scale
    for glyph in _near(run, matrix, size, area):
        linear = _linear(matrix, scale, glyph)
        x, y = matrix.apply(glyph.x, glyph.y)
        left, quarter_x = _quarter(x)
        top, quarter_y = (math.floor(y + 0.5), 0) if linear == UPRIGHT else _quarter(y)
        if size > LARGEST_BITMAP:
            outline = glyph_outline(run.font, glyph.index, size, linear)
            at = Affine.translation(left + quarter_x / 4, top + quarter_y / 4)
            coverage = fill(outline, at, area)
            if coverage is not None:
                yield coverage
            continue
        key = GlyphKey(glyph.index, size, linear, quarter_x, quarter_y)
        found = glyph_coverage(run.font, key)
        if found is not None:
            placed = Coverage(found.image, found.left + left, found.top + top)
            if not placed.area.intersection(area).is_empty:
                yield placed


def _near(run: GlyphRun, matrix: Affine, size: float, area: PixelBox) -> Iterator[Glyph]:
    """The glyphs whose origin is near enough to the area for their ink to reach it."""
    reach = REACH * size
    for glyph in run.glyphs:
        x, y = matrix.apply(glyph.x, glyph.y)
        across = area.left - reach <= x <= area.right + reach
        if across and area.top - reach <= y <= area.bottom + reach:
            yield glyph


def _quarter(value: float) -> tuple[int, int]:
    """A position as whole pixels and the quarter it is rounded to."""
    quarters = math.floor(value * 4 + 0.5)
    return quarters // 4, quarters % 4


def _linear(matrix: Affine, scale: float, glyph: Glyph) -> Linear:
    """How a glyph is turned: the matrix without its scale, and the glyph's own rotation."""
    turned = matrix @ Affine.rotation(glyph.degrees) if glyph.degrees else matrix
    a, b, c, d = (turned[i] / scale for i in range(4))
    return (a, b, c, d) if abs(b) > 1e-9 or abs(c) > 1e-9 or a < 0 or d < 0 else UPRIGHT


def _stroked(run: GlyphRun, matrix: Affine, stroke: Stroke, area: PixelBox) -> Iterator[Coverage]:
    """The lines along each glyph's outline where it lands on the device."""
    scale = math.sqrt(abs(matrix.determinant))
    size = run.size * scale
    grown = area.grown(math.ceil(min(stroke.width * scale, MAX_REACH)))
    for glyph in _near(run, matrix, size, grown):
        linear = _linear(matrix, scale, glyph)
        outline = glyph_outline(run.font, glyph.index, size, linear)
        x, y = matrix.apply(glyph.x, glyph.y)
        left, quarter = _quarter(x)
        at = Affine.translation(left + quarter / 4, math.floor(y + 0.5) if linear == UPRIGHT else y)
        line = stroke_outline(outline, stroke.width * scale, join=stroke.join)
        coverage = fill(line, at, area) if line.contours else None
        if coverage is not None:
            yield coverage


def _paint_colour(surface: Surface, run: GlyphRun, matrix: Affine, opacity: float) -> None:
    from renderer.composite.pictures import paint_raster
    from renderer.layers import Raster

    for glyph in run.glyphs:
        found: ColourGlyph | None = colour_glyph(run.font, glyph.index, run.size)
        if found is None:
            continue
        turned = matrix @ Affine.translation(glyph.x, glyph.y) @ Affine.rotation(glyph.degrees)
        scale = found.image.width / found.width
        raster = Raster(found.image, found.left, found.top, scale)
        paint_raster(surface, raster, turned, opacity)


def glyph_run_area(run: GlyphRun, matrix: Affine) -> PixelBox:
    """Device pixels that a run can touch: generous, as shadows are cut by it."""
    reach = 2 * run.size + (run.stroke.width if run.stroke else 0)
    points = [
        matrix.apply(glyph.x + dx, glyph.y + dy)
        for glyph in run.glyphs
        for dx in (-reach, reach)
        for dy in (-reach, reach)
    ]
    return PixelBox.around(points) if points else PixelBox(0, 0, 0, 0)
