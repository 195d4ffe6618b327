"""What of a picture an outline leaves; a feed's photos are often cut alike."""

from __future__ import annotations

from PIL import Image

from renderer.cache import WeightedCache
from renderer.paint.box import PixelBox
from renderer.paint.outline import Outline
from renderer.paint.raster import fill
from renderer.paint.transform import Affine

CACHE_BYTES = 16 * 1024 * 1024


def cut_of(outline: Outline, matrix: Affine, area: PixelBox) -> Image.Image:
    """The coverage of an outline over exactly an area, remembered."""
    return _cuts.get((outline, matrix, area), lambda: filled(outline, matrix, area))


def filled(outline: Outline, matrix: Affine, area: PixelBox) -> Image.Image:
    """The coverage of an outline over exactly an area."""
    coverage = fill(outline, matrix, area)
    if coverage is not None and coverage.area == area:
        return coverage.image
    image = Image.new("L", area.size)
    if coverage is not None:
        image.paste(coverage.image, (coverage.left - area.left, coverage.top - area.top))
    return image


def _weight(coverage: Image.Image) -> int:
    return coverage.width * coverage.height


_cuts: WeightedCache[tuple[Outline, Affine, PixelBox], Image.Image] = WeightedCache(
    CACHE_BYTES, _weight
)
