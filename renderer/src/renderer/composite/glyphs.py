"""Glyph runs onto a surface: each glyph at its quarter pixel, strokes under fills."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from renderer.cache import WeightedCache
from renderer.composite.pictures import paint_raster
from renderer.fonts.colour_glyphs import colour_glyph
from renderer.fonts.contrast import OF_GRADIENTS, tone_of
from renderer.fonts.glyphs import draw_outline
from renderer.fonts.ink import LARGEST_MASK, UPRIGHT, GlyphKey, Linear, baseline_axis
from renderer.fonts.sheets import Pen, glyph_sheet, sheets
from renderer.layers import GlyphRun, Paint, Raster
from renderer.paint.box import PixelBox
from renderer.paint.colour import BLACK, Colour
from renderer.paint.gradient import LinearGradient
from renderer.paint.raster import Coverage, union, union_if_disjoint
from renderer.paint.surface import Surface
from renderer.paint.transform import Affine
from renderer.time_limit import check_time

logger = logging.getLogger(__name__)

CACHE_BYTES = 4 * 1024 * 1024
EVERYWHERE = PixelBox(-(1 << 24), -(1 << 24), 1 << 24, 1 << 24)
ROUND = 0.5 + 1e-6  # half up, whatever the last bits of a sum are
LONGEST_RUN = 4096.0  # px; longer ones are painted glyph by glyph
LARGEST_BITMAP = 512.0  # px; larger glyphs are filled as outlines, cut to the page
REACH = 4.0  # ems that ink stays within about its glyph's origin


def paint_glyph_run(surface: Surface, run: GlyphRun, matrix: Affine, opacity: float) -> None:
    if run.font.has_colour and run.stroke is None:
        run = _paint_colour(surface, run, matrix, opacity)
    if not run.font.has_outlines:
        return
    whole = _in_one_piece(run, matrix, opacity)
    parts = (whole,) if whole else _coverages(run, matrix, surface.area)
    surface.paint_each(parts, run.paint, matrix, opacity)


def _in_one_piece(run: GlyphRun, matrix: Affine, opacity: float) -> Coverage | None:
    """The run's united coverage, remembered; None where its glyphs are painted one by one.

    Those of very large runs are, and translucent ones where they overlap, which shows. What a
    run looks like depends on the fraction of a pixel it stands at, not on the pixel.
    """
    scale = math.sqrt(abs(matrix.determinant))
    em = run.size * scale + (run.stroke.width * scale if run.stroke else 0.0)
    if not run.glyphs or em > LARGEST_BITMAP or _extent(run) * scale > LONGEST_RUN:
        return None
    left, top = math.floor(matrix.e), math.floor(matrix.f)
    near = matrix._replace(e=matrix.e - left, f=matrix.f - top)
    is_opaque = isinstance(run.paint, LinearGradient) or run.paint.alpha * opacity >= 1
    unite = union if is_opaque else union_if_disjoint
    key = (run.font, run.size, tuple(run.glyphs), run.stroke, near, unite, _tone(run.paint))
    whole = _runs.get(key, lambda: unite(_coverages(run, near, EVERYWHERE)))
    logger.debug("runs of glyphs: %s; pens: %s", _runs, sheets)
    return whole and Coverage(whole.source, whole.left + left, whole.top + top)


def _extent(run: GlyphRun) -> float:
    """How far apart the origins of a run's glyphs lie, in element px."""
    xs, ys = [glyph.x for glyph in run.glyphs], [glyph.y for glyph in run.glyphs]
    return math.hypot(max(xs) - min(xs), max(ys) - min(ys))


def _weight(coverage: Coverage | None) -> int:
    return 2000 + (math.prod(coverage.source.size) if coverage else 0)


_runs: WeightedCache[tuple[object, ...], Coverage | None] = WeightedCache(CACHE_BYTES, _weight)


def _coverages(run: GlyphRun, matrix: Affine, area: PixelBox) -> Iterator[Coverage]:
    """Each glyph's coverage, or its stroke's, where it lands on the device."""
    check_time()
    scale = math.sqrt(abs(matrix.determinant))
    size = run.size * scale
    stroke = run.stroke.width * scale if run.stroke else 0.0
    join = run.stroke.join if run.stroke else "round"
    tone = _tone(run.paint) if size <= LARGEST_MASK else None
    reach = REACH * size + stroke
    left_end, right_end = area.left - reach, area.right + reach
    top_end, bottom_end = area.top - reach, area.bottom + reach
    still = Pen(run.font, size, _linear(matrix, scale), stroke, join, tone)
    still_sheet = glyph_sheet(still)
    still_place = _place(size, still.linear)
    a, b, c, d, e, f = matrix
    for glyph in run.glyphs:
        x, y = a * glyph.x + c * glyph.y + e, b * glyph.x + d * glyph.y + f
        if not (left_end <= x <= right_end and top_end <= y <= bottom_end):
            continue
        pen, sheet, place = still, still_sheet, still_place
        if glyph.degrees:
            pen = still._replace(linear=_linear(matrix @ Affine.rotation(glyph.degrees), scale))
            sheet = glyph_sheet(pen)
            place = _place(size, pen.linear)
        left, quarter_x, top, quarter_y = place(x, y)
        if size + stroke > LARGEST_BITMAP:
            key = GlyphKey(glyph.index, size, pen.linear, quarter_x, quarter_y, stroke, join)
            found = draw_outline(run.font, key, area.moved(-left, -top))
        else:
            found = sheet.coverage(glyph.index, quarter_x, quarter_y)
        if found is not None:
            yield Coverage(found.source, found.left + left, found.top + top)


def _tone(paint: Paint) -> int:
    return tone_of(paint.rgb if isinstance(paint, Colour) else OF_GRADIENTS)


Place = Callable[[float, float], tuple[int, float, int, float]]


def _place(size: float, linear: Linear) -> Place:
    """How glyphs are put at whole pixels and quarters of one.

    A baseline along an axis lies on a whole pixel. Shapes stand where they are.
    """
    if size > LARGEST_MASK:
        return lambda x, y: (*_exactly(x), *_exactly(y))
    match baseline_axis(linear):
        case "x":
            return lambda x, y: (*_quarter(x), math.floor(y + ROUND), 0)
        case "y":
            return lambda x, y: (math.floor(x + ROUND), 0, *_quarter(y))
    return lambda x, y: (*_quarter(x), *_quarter(y))


def _exactly(value: float) -> tuple[int, float]:
    whole = math.floor(value)
    return whole, (value - whole) * 4


def _quarter(value: float) -> tuple[int, int]:
    quarters = math.floor(value * 4 + ROUND)
    return quarters // 4, quarters % 4


def _linear(turned: Affine, scale: float) -> Linear:
    """How glyphs are turned: a matrix without its scale."""
    a, b, c, d = turned.a / scale, turned.b / scale, turned.c / scale, turned.d / scale
    return (a, b, c, d) if abs(b) > 1e-9 or abs(c) > 1e-9 or a < 0 or d < 0 else UPRIGHT


def _paint_colour(surface: Surface, run: GlyphRun, matrix: Affine, opacity: float) -> GlyphRun:
    """Paint the glyphs that have colours; what is left has outlines only."""
    foreground = run.paint.rgb if isinstance(run.paint, Colour) else BLACK.rgb
    scale = math.sqrt(abs(matrix.determinant))
    pixels = run.size * scale
    plain = []
    for glyph in run.glyphs:
        check_time()
        found = colour_glyph(run.font, glyph.index, pixels, foreground)
        if found is None:
            plain.append(glyph)
            continue
        turned = matrix @ Affine.rotation(glyph.degrees)
        place = _place(pixels, _linear(turned, scale))
        left, quarter_x, top, quarter_y = place(*matrix.apply(glyph.x, glyph.y))
        turned = turned._replace(e=left + quarter_x / 4, f=top + quarter_y / 4)
        detail = found.image.width / (found.width * run.size)
        raster = Raster(found.image, found.left * run.size, found.top * run.size, detail)
        paint_raster(surface, raster, turned, opacity)
    return replace(run, glyphs=tuple(plain))


def glyph_run_area(run: GlyphRun, matrix: Affine, area: PixelBox) -> PixelBox:
    """Device pixels that a run touches, as far as they lie near an area."""
    if run.font.has_colour:
        return _generous_area(run, matrix)
    areas = [coverage.area for coverage in _coverages(run, matrix, area)]
    if not areas:
        return PixelBox(0, 0, 0, 0)
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return PixelBox(min(lefts), min(tops), max(rights), max(bottoms))


def _generous_area(run: GlyphRun, matrix: Affine) -> PixelBox:
    reach = 2 * run.size
    points = [
        matrix.apply(glyph.x + dx, glyph.y + dy)
        for glyph in run.glyphs
        for dx in (-reach, reach)
        for dy in (-reach, reach)
    ]
    return PixelBox.around(points) if points else PixelBox(0, 0, 0, 0)
