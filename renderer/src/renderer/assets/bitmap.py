"""A photo at hand: its size known at once, its pixels decoded when a size is asked for."""

from __future__ import annotations

import copy

from PIL import Image

from renderer.assets.decode import Header, decode
from renderer.cache import WeightedCache
from renderer.errors import RendererError
from renderer.fetch.naming import shown
from renderer.limits import Limits
from renderer.paint.resample import mirrored, reduce_by_means

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
            self._header = Header(data, format, limits.source_pixels)
        except RendererError as error:
            raise self._named(error) from None

    @property
    def size(self) -> tuple[int, int]:
        return self._header.size

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
        image = self._decoded(self._draft(width, height))
        return reduce_by_means(mirrored(image, *self._mirror), width, height)

    def _draft(self, width: int, height: int) -> int:
        """How many times smaller a JPEG may be decoded: to at least twice the size asked for."""
        if self._header.format != "JPEG":
            return 1
        spare = min(self.size[0] / width, self.size[1] / height) / 2
        return next((step for step in (8, 4, 2) if step <= spare), 1)

    def _decoded(self, step: int) -> Image.Image:
        return self._pixels.get((self._data, step), lambda: self._decode(step))

    def _decode(self, step: int) -> Image.Image:
        width, height = self.size
        at_least = None if step == 1 else (width // step, height // step)
        try:
            return decode(self._data, self._header, at_least)
        except RendererError as error:
            raise self._named(error) from None

    def _named(self, error: RendererError) -> RendererError:
        return type(error)(f"{shown(self._url)} {error}")
