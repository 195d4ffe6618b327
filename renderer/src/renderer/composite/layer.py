"""Paint one layer after another onto a surface: each mark's shadow first, then the marks."""

from __future__ import annotations

import math

from PIL import ImageFilter

from renderer.composite.glyphs import glyph_run_area, paint_glyph_run
from renderer.composite.pictures import paint_picture, paint_raster, paint_stencil
from renderer.layers import GlyphRun, Layer, Mark, Picture, Raster, Shadow, Shape, Stencil
from renderer.paint.box import Box, PixelBox, covered_pixels
from renderer.paint.colour import TRANSPARENT
from renderer.paint.raster import Coverage, fill
from renderer.paint.surface import Surface
from renderer.paint.transform import Affine


def paint_layer(surface: Surface, layer: Layer) -> None:
    """Each mark after its own shadow, as a canvas paints: a later shadow falls on earlier marks."""
    if layer.opacity <= 0 or layer.matrix.determinant == 0:
        return
    for mark in layer.marks:
        if layer.shadow and mark.casts_shadow:
            _paint_shadow(surface, mark, layer, layer.shadow)
        paint_mark(surface, mark, layer.matrix, layer.opacity)


def paint_mark(surface: Surface, mark: Mark, matrix: Affine, opacity: float) -> None:
    match mark:
        case Shape():
            coverage = fill(mark.outline, matrix, surface.area)
            if coverage and mark.clip:
                clip = fill(mark.clip, matrix, coverage.area)
                coverage = coverage.within(clip) if clip else None
            surface.paint(coverage, mark.paint, matrix, opacity)
        case GlyphRun():
            paint_glyph_run(surface, mark, matrix, opacity)
        case Picture():
            paint_picture(surface, mark, matrix, opacity)
        case Raster():
            paint_raster(surface, mark, matrix, opacity)
        case Stencil():
            paint_stencil(surface, mark, matrix, opacity)


def _paint_shadow(surface: Surface, mark: Mark, layer: Layer, shadow: Shadow) -> None:
    """The mark painted apart, at full opacity, gives the alpha to blur and colour."""
    reach = math.ceil(3 * shadow.sigma) + 1
    dx, dy = round(shadow.offset_x), round(shadow.offset_y)
    # Only what can fall on the surface: the surface moved back by the offset, plus the blur.
    within = surface.area.moved(-dx, -dy).grown(reach)
    source = mark_area(mark, layer.matrix).grown(1).intersection(within)
    if source.is_empty or shadow.colour.alpha <= 0:
        return
    area = source.grown(reach)
    apart = Surface(*area.size, TRANSPARENT)
    paint_mark(apart, mark, Affine.translation(-area.left, -area.top) @ layer.matrix, 1.0)
    alpha = apart.image.getchannel("A")
    if shadow.sigma > 0:
        alpha = alpha.filter(ImageFilter.GaussianBlur(shadow.sigma))
    surface.paint(
        Coverage(alpha, area.left + dx, area.top + dy), shadow.colour, layer.matrix, layer.opacity
    )


def mark_area(mark: Mark, matrix: Affine) -> PixelBox:
    """Device pixels that a mark can touch."""
    match mark:
        case Shape():
            points = [matrix.apply(*point) for point in mark.outline.points()]
            return PixelBox.around(points) if points else PixelBox(0, 0, 0, 0)
        case GlyphRun():
            return glyph_run_area(mark, matrix)
        case Picture():
            return covered_pixels(mark.box, matrix).grown(1)
        case Raster() | Stencil():
            image = mark.image if isinstance(mark, Raster) else mark.mask
            width, height = (side / mark.scale for side in image.size)
            return covered_pixels(Box(mark.x, mark.y, width, height), matrix).grown(1)
