"""A picture cut to an outline, in boxes: only those at the outline's edge are translucent.

Opaque pixels are copied onto a page, ten times as fast as translucent ones are mixed with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from renderer.cache import WeightedCache
from renderer.paint.box import PixelBox
from renderer.paint.outline import Outline
from renderer.paint.raster import fill
from renderer.paint.resample import Axis, sample_upright
from renderer.paint.surface import with_alpha
from renderer.paint.transform import Affine

CACHE_BYTES = 16 * 1024 * 1024
OPAQUE = b"\xff"
BAND = 64  # rows of the output that are looked at together
LEAST = 4096  # opaque pixels of a band that are worth a box


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of each pixel an outline covers, and the opaque part of each row: start, end."""

    coverage: Image.Image
    opaque: tuple[tuple[int, int], ...]

    def opaque_within(self, top: int, bottom: int) -> tuple[int, int]:
        """The part that is opaque in all rows; beyond the last ones they go on."""
        height = len(self.opaque)
        rows = self.opaque[min(max(0, top), height - 1) : max(1, bottom)]
        return max(start for start, _ in rows), min(end for _, end in rows)


def cut_of(outline: Outline, matrix: Affine, area: PixelBox) -> Cut:
    """The pixels of an area cut to an outline; those of a feed's photos are often cut alike."""

    def make() -> Cut:
        coverage = filled(outline, matrix, area)
        return Cut(coverage, tuple(_opaque_parts(coverage)))

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
    for top, bottom, opaque in _bands(cut, x, y, width):
        left, right = opaque.start, opaque.stop
        boxes = ((0, left, False), (left, right, True), (right, x.count, False))
        for start, end, is_opaque in boxes:
            if start < end:
                yield PixelBox(start, top, end, bottom), is_opaque


def _bands(cut: Cut, x: Axis, y: Axis, width: int) -> Iterator[tuple[int, int, range]]:
    """Output rows with the pixels that are opaque in all of them; bands that are alike as one."""
    begun, alike = 0, range(0)
    rows = BAND if x.is_plain and y.is_plain else 4 * BAND  # boxes that are scaled cost more
    for top in range(0, y.count, rows):
        bottom = min(y.count, top + rows)
        start, end = cut.opaque_within(*y.part(top, bottom).span)
        found = x.within(start, end, width)
        if len(found) * (bottom - top) < LEAST:
            found = range(0)
        if top and found != alike:
            yield begun, top, alike
            begun = top
        alike = found
    yield begun, y.count, alike


def _opaque_parts(coverage: Image.Image) -> Iterator[tuple[int, int]]:
    width, pixels = coverage.width, coverage.tobytes()
    solid = OPAQUE * width
    for at in range(0, len(pixels), width):
        row = pixels[at : at + width]
        start, end = row.find(OPAQUE), row.rfind(OPAQUE) + 1
        yield (start, end) if end and row[start:end] == solid[: end - start] else (0, 0)


def _weight(cut: Cut) -> int:
    return cut.coverage.width * cut.coverage.height + 100 * len(cut.opaque)


_cuts: WeightedCache[tuple[Outline, Affine, PixelBox], Cut] = WeightedCache(CACHE_BYTES, _weight)
