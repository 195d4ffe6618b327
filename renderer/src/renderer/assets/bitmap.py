"""A photo at hand: its size known at once, its pixels decoded when a size is asked for."""

from __future__ import annotations

import copy

from PIL import Image

from renderer.assets.pixels import header_of, pixels_of
from renderer.cache import WeightedCache
from renderer.errors import RendererError
from renderer.fetch.content import Content
from renderer.fetch.naming import shown
from renderer.limits import Limits
from renderer.paint.box import PixelBox
from renderer.paint.resample import mirrored, reduce_by_means, reduce_half

# What the JPEG decoder can divide a size by, and the reduction from which that is near enough:
# at most 0.1 % of a photo's pixels then differ visibly from block means of all its pixels.
DRAFTS = {8: 16.0, 4: 8.0, 2: 3.5}

PixelCache = WeightedCache[tuple[object, ...], Image.Image]


class Photo:
    """A compressed picture (a ``layers.Bitmap``); errors name the url it came from."""

    def __init__(
        self, content: Content, format: str, url: str, limits: Limits, pixels: PixelCache
    ) -> None:
        self._content = content
        self._url = url
        self._pixels = pixels
        self._mirror = (False, False)
        try:
            self._header = header_of(content.data, format, limits.source_pixels)
        except RendererError as error:
            raise self._named(error) from None

    @property
    def size(self) -> tuple[int, int]:
        return self._header.size

    @property
    def name(self) -> str:
        return shown(self._url)

    @property
    def is_opaque(self) -> bool:
        """Whether that is known before it is decoded."""
        return self._header.format == "JPEG"

    def mirrored(self, across: bool, down: bool) -> Photo:
        twin = copy.copy(self)
        twin._mirror = (self._mirror[0] != across, self._mirror[1] != down)
        return twin

    def reduced(self, width: int, height: int) -> Image.Image:
        """The whole picture brought down to a size; see ``layers.Bitmap``."""
        return self.reduced_part(width, height, PixelBox(0, 0, width, height))

    def reduced_part(self, width: int, height: int, part: PixelBox) -> Image.Image:
        """A part of the picture brought down to a size, without the cost of the rest."""
        key = (self._content.identity, self._mirror, width, height, part)
        return self._pixels.get(key, lambda: self._reduce(width, height, part))

    def _reduce(self, width: int, height: int, part: PixelBox) -> Image.Image:
        """Mirrored before it is reduced, as the editor does: blocks start at the other end.

        A JPEG is decoded at a fraction of its size where that is a mean of whole blocks, exactly
        (for ratios that are a multiple of the fraction) or nearly.
        """
        across, down = self.size[0] / width, self.size[1] / height
        least, most = min(across, down), max(across, down)
        steps = DRAFTS if self._header.format == "JPEG" else {}
        exact = next((step for step in steps if across == down and across % step == 0), 1)
        if exact == 1 and steps and least >= 2.5 and most < 3.5:
            return reduce_half(self._upright(2), self.size, (width, height), part)
        near = next((step for step, enough in steps.items() if least >= enough), 1)
        if exact == 1 and near > 1:
            image = self._upright(near)
            x, y = image.width / width, image.height / height
            box = (part.left * x, part.top * y, part.right * x, part.bottom * y)
            # A smooth filter comes closest to the means.
            return image.resize(part.size, Image.Resampling.HAMMING, box)
        return reduce_by_means(self._upright(exact), width, height, part)

    def _upright(self, step: int) -> Image.Image:
        return mirrored(self._decoded(step), *self._mirror)

    def _decoded(self, step: int) -> Image.Image:
        return self._pixels.get((self._content.identity, step), lambda: self._decode(step))

    def _decode(self, step: int) -> Image.Image:
        width, height = self.size
        at_least = None if step == 1 else (width // step, height // step)
        try:
            self._pixels.make_room(self._header.bytes_needed)
            return pixels_of(self._content.data, self._header, at_least)
        except RendererError as error:
            raise self._named(error) from None

    def _named(self, error: RendererError) -> RendererError:
        return type(error)(f"{self.name} {error}")
