"""A picture cut to an outline, in boxes: only those at the outline's edge are translucent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from renderer.cache import WeightedCache
from renderer.paint.box import PixelBox
from renderer.paint.opaque import BAND, OpaqueRows, boxes
from renderer.paint.outline import Outline
from renderer.paint.raster import fill
from renderer.paint.resample import Axis, sample_upright
from renderer.paint.surface import with_alpha
from renderer.paint.transform import Affine

CACHE_BYTES = 16 * 1024 * 1024
SCALED_BAND = 4 * BAND  # boxes that are scaled cost more


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of each pixel an outline covers, and which are covered wholly."""

    coverage: Image.Image
    opaque: OpaqueRows


def cut_of(outline: Outline, matrix: Affine, area: PixelBox) -> Cut:
    """The pixels of an area cut to an outline; those of a feed's photos are often cut alike."""

    def make() -> Cut:
        coverage = filled(outline, matrix, area)
        return Cut(coverage, OpaqueRows.of(coverage))

    return _cuts.get((outline, matrix, area), make)


def filled(outline: Outline, matrix: Affine, area: PixelBox) -> Image.Image:
    """The coverage of an outline over exactly an area."""
    coverage = fill(outline, matrix, area)
    if coverage is not None and coverage.area == area:
        return coverage.image
    image = Image.new("L", area.size)
    if coverage is not None:
        image.paste(coverage.image, (coverage.left - area.left, coverage.top - area.top))
    return image


def sample_cut(
    image: Image.Image, cut: Cut, x: Axis, y: Axis
) -> Iterator[tuple[PixelBox, Image.Image]]:
    """What ``sample_upright`` makes of the cut image, in boxes: RGB or straight RGBA.

    The image is opaque, and its coverage has its size.
    """
    whole = PixelBox(0, 0, *image.size)
    for box, is_opaque in _boxes(cut, x, y, image.width):
        across, down = x.part(box.left, box.right), y.part(box.top, box.bottom)
        if is_opaque:
            yield box, sample_upright(image, across, down)
            continue
        (left, right), (top, bottom) = across.span, down.span
        needed = PixelBox(left, top, right, bottom).intersection(whole)
        part = with_alpha(image.crop(needed), cut.coverage.crop(needed))
        yield box, sample_upright(part, across.moved(-needed.left), down.moved(-needed.top))


def _boxes(cut: Cut, x: Axis, y: Axis, width: int) -> Iterator[tuple[PixelBox, bool]]:
    """Boxes of output pixels that make up all of them, and whether each is opaque."""

    def opaque(top: int, bottom: int) -> tuple[int, int]:
        start, end = cut.opaque.common(*y.part(top, bottom).span)
        return x.within(start, end, width)

    band = BAND if x.is_plain and y.is_plain else SCALED_BAND
    return boxes(x.count, y.count, band, opaque)


def _weight(cut: Cut) -> int:
    return cut.coverage.width * cut.coverage.height + 100 * len(cut.opaque.parts)


_cuts: WeightedCache[tuple[Outline, Affine, PixelBox], Cut] = WeightedCache(CACHE_BYTES, _weight)
