"""A photo at hand: its size known at once, its pixels decoded when a size is asked for."""

from __future__ import annotations

import copy

from PIL import Image

from renderer.assets.pixels import header_of, pixels_of
from renderer.cache import WeightedCache
from renderer.errors import RendererError
from renderer.fetch.naming import shown
from renderer.limits import Limits
from renderer.paint.resample import mirrored, reduce_by_means

DRAFTS = (8, 4, 2)  # what the JPEG decoder can divide a size by

PixelCache = WeightedCache[tuple[object, ...], Image.Image]


class Photo:
    """A compressed picture (a ``layers.Bitmap``); errors name the url it came from."""

    def __init__(
        self, data: bytes, format: str, url: str, limits: Limits, pixels: PixelCache
    ) -> None:
        self._data = data
        self._url = url
        self._pixels = pixels
        self._mirror = (False, False)
        try:
            self._header = header_of(data, format, limits.source_pixels)
        except RendererError as error:
            raise self._named(error) from None

    @property
    def size(self) -> tuple[int, int]:
        return self._header.size

    @property
    def name(self) -> str:
        return shown(self._url)

    def mirrored(self, across: bool, down: bool) -> Photo:
        twin = copy.copy(self)
        twin._mirror = (self._mirror[0] != across, self._mirror[1] != down)
        return twin

    def reduced(self, width: int, height: int) -> Image.Image:
        """The whole picture brought down to a size; see ``layers.Bitmap``."""
        key = (self._data, self._mirror, width, height)
        return self._pixels.get(key, lambda: self._reduce(width, height))

    def _reduce(self, width: int, height: int) -> Image.Image:
        """Mirrored before it is reduced, as the editor does: blocks start at the other end."""
        step, is_exact = self._draft(width, height)
        image = mirrored(self._decoded(step), *self._mirror)
        if is_exact:
            return reduce_by_means(image, width, height)
        return image.resize((width, height), Image.Resampling.HAMMING)

    def _draft(self, width: int, height: int) -> tuple[int, bool]:
        """How many times smaller to decode, and whether block means of that are the photo's.

        A JPEG decoded at a fraction of its size has the means of whole blocks, which is exact for
        ratios that are a multiple of it. Others begin at twice the size asked for or more; a
        smooth filter then comes closest to the means (0.05 % of pixels differ visibly).
        """
        if self._header.format != "JPEG":
            return 1, True
        across, down = self.size[0] / width, self.size[1] / height
        for step in DRAFTS:
            if across == down and across % step == 0:
                return step, True
        for step in DRAFTS:
            if min(across, down) >= max(4, 2 * step):
                return step, False
        return 1, True

    def _decoded(self, step: int) -> Image.Image:
        return self._pixels.get((self._data, step), lambda: self._decode(step))

    def _decode(self, step: int) -> Image.Image:
        width, height = self.size
        at_least = None if step == 1 else (width // step, height // step)
        try:
            self._pixels.make_room(self._header.bytes_needed)
            return pixels_of(self._data, self._header, at_least)
        except RendererError as error:
            raise self._named(error) from None

    def _named(self, error: RendererError) -> RendererError:
        return type(error)(f"{self.name} {error}")
