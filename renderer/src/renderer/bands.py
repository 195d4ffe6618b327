"""Very large pages, painted band by band: beside the picture, what is under way stays small.

A layer takes up to three times the memory of what it covers while it is painted. Bands share the
page's coordinates, so that a picture painted in bands has no seams: only gradients and blurs differ
from those painted whole, by a level or two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PIL import Image

from renderer.layer_cache import Step
from renderer.paint.box import PixelBox
from renderer.paint.colour import TRANSPARENT
from renderer.paint.surface import Recording, Stamp, Surface

LARGE = 20_000_000  # pixels: 80 MB
BAND = 2_500_000


def is_large(area: PixelBox) -> bool:
    width, height = area.size
    return width * height > LARGE


def painted_in_bands(steps: Sequence[Step], area: PixelBox) -> Image.Image:
    """The picture of all steps, one over the other; the first is the background.

    From below: a page that ends inside its last row lets light through there, and the picture's
    mode is known at once.
    """
    image: Image.Image | None = None
    for band in _bands_from_below(area):
        part = _painted(steps, band)
        if image is None:
            image = Image.new(part.mode, area.size)
        if part.mode == "RGBA" and image.mode == "RGB":
            image = image.convert("RGBA")
        image.paste(part.convert(image.mode), (0, band.top))
    assert image is not None
    return image


def _bands_from_below(area: PixelBox) -> Iterator[PixelBox]:
    rows = max(1, BAND // (area.right - area.left))
    for top in reversed(range(area.top, area.bottom, rows)):
        yield area._replace(top=top, bottom=min(area.bottom, top + rows))


def _painted(steps: Sequence[Step], band: PixelBox) -> Image.Image:
    image: Image.Image | None = None
    for step in steps:
        recording = Recording(band)
        step.paint(recording)
        for stamp in recording.stamps:
            image = _laid(stamp._replace(top=stamp.top - band.top), image, band)
    return image or Surface(*band.size, TRANSPARENT).image


def _laid(stamp: Stamp, image: Image.Image | None, band: PixelBox) -> Image.Image:
    if image is None and stamp.patch.mode == "RGB" and stamp.patch.size == band.size:
        return stamp.page
    image = image or Surface(*band.size, TRANSPARENT).image
    stamp.lay(image)
    return image
