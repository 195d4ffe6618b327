"""Paint one layer after another onto a surface: each mark's shadow first, then the marks."""

from __future__ import annotations

import math
from dataclasses import replace

from PIL import Image

from renderer.composite.glyphs import glyph_run_area, paint_glyph_run
from renderer.composite.pictures import paint_picture, paint_raster, paint_stencil, silhouette
from renderer.layers import GlyphRun, Layer, Mark, Picture, Raster, Shadow, Shape, Stencil
from renderer.paint.blur import gaussian_blur, reach_of
from renderer.paint.box import Box, PixelBox, covered_pixels
from renderer.paint.colour import TRANSPARENT
from renderer.paint.raster import Coverage, fill
from renderer.paint.surface import CoverageSurface, Stamp, Surface
from renderer.paint.transform import Affine
from renderer.time_limit import check_time

FINE_SIGMA = 2.5  # px; of twice or more of it the blur is made at reduced resolution


def paint_layer(surface: Surface, layer: Layer) -> None:
    """Each mark after its own shadow, as a canvas paints: a later shadow falls on earlier marks."""
    if layer.opacity <= 0 or layer.matrix.determinant == 0:
        return
    if layer.blend:
        _paint_apart(surface, layer, layer.blend)
        return
    for mark in layer.marks:
        if layer.shadow and mark.casts_shadow:
            _paint_shadow(surface, mark, layer, layer.shadow)
        paint_mark(surface, mark, layer.matrix, layer.opacity)


def _paint_apart(surface: Surface, layer: Layer, blend: str) -> None:
    """The layer as a whole, painted on nothing, then mixed with what is there."""
    area = layer_area(layer, surface.area)
    if area.is_empty:
        return
    apart = Surface(*area.size, TRANSPARENT)
    matrix = Affine.translation(-area.left, -area.top) @ layer.matrix
    paint_layer(apart, replace(layer, matrix=matrix, blend=None))
    surface.lay(Stamp(apart.image, area.left, area.top, blend))


def paint_mark(surface: Surface, mark: Mark, matrix: Affine, opacity: float) -> None:
    check_time()
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
    """The mark painted apart, at full opacity, gives the alpha to blur and colour.

    A wide blur is made at a fraction of the resolution, to within a level of the same picture,
    and its cost stays that of the mark's size, not of the blur's reach. Averaging a cell and
    interpolating between cells blur a little themselves: that much is taken off the sigma.
    """
    if shadow.colour.alpha <= 0:
        return
    step = max(1, int(shadow.sigma / FINE_SIGMA))
    small = Affine.scaling(1 / step)
    sigma = math.sqrt(max(0.0, shadow.sigma**2 - (step**2 - 1) / 4)) / step
    reach = reach_of(sigma)
    dx, dy = round(shadow.offset_x), round(shadow.offset_y)
    matrix = small @ layer.matrix
    # Only what can fall on the surface: the surface moved back by the offset, plus the blur.
    back = surface.area.moved(-dx, -dy)
    within = PixelBox.around(small.apply(x, y) for x, y in (back[:2], back[2:])).grown(reach)
    source = mark_area(mark, matrix, within).grown(1).intersection(within)
    if source.is_empty:
        return
    area = source.grown(reach)
    apart = CoverageSurface(*area.size)
    caster = silhouette(mark) if isinstance(mark, Picture) else mark
    paint_mark(apart, caster, Affine.translation(-area.left, -area.top) @ matrix, 1.0)
    fallen = _enlarged(gaussian_blur(apart.image, sigma), area, step, back)
    if fallen is not None:
        cast = Coverage(fallen.image, fallen.left + dx, fallen.top + dy)
        surface.paint(cast, shadow.colour, layer.matrix, layer.opacity)


def _enlarged(alpha: Image.Image, area: PixelBox, step: int, onto: PixelBox) -> Coverage | None:
    """The part of a mask at one ``step``-th of the resolution that lies on a device area."""
    if step == 1:
        return Coverage(alpha, area.left, area.top).cut(onto)
    whole = PixelBox(*(side * step for side in area))
    part = whole.intersection(onto)
    if part.is_empty:
        return None
    left, top, right, bottom = part.moved(-whole.left, -whole.top)
    box = (left / step, top / step, right / step, bottom / step)
    image = alpha.resize(part.size, Image.Resampling.BILINEAR, box=box)
    return Coverage(image, part.left, part.top)


def layer_area(layer: Layer, area: PixelBox) -> PixelBox:
    """Device pixels of an area that a layer can touch, with its shadow."""
    boxes = [mark_area(mark, layer.matrix, area) for mark in layer.marks]
    if layer.shadow:
        dx, dy = round(layer.shadow.offset_x), round(layer.shadow.offset_y)
        reach = reach_of(layer.shadow.sigma) + 1
        boxes += [box.grown(reach).moved(dx, dy) for box in boxes]
    corners = [corner for box in boxes for corner in (box[:2], box[2:])]
    return PixelBox.around(corners or [(0, 0)]).intersection(area)


def mark_area(mark: Mark, matrix: Affine, area: PixelBox) -> PixelBox:
    """Device pixels that a mark can touch, as far as they lie near an area."""
    match mark:
        case Shape():
            points = [matrix.apply(*point) for point in mark.outline.points()]
            return PixelBox.around(points) if points else PixelBox(0, 0, 0, 0)
        case GlyphRun():
            return glyph_run_area(mark, matrix, area)
        case Picture():
            return covered_pixels(mark.box, matrix).grown(1)
        case Raster() | Stencil():
            image = mark.image if isinstance(mark, Raster) else mark.mask
            width, height = (side / mark.scale for side in image.size)
            return covered_pixels(Box(mark.x, mark.y, width, height), matrix).grown(1)
