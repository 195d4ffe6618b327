"""The renderer's pictures and font bytes by url, loaded side by side and kept within bounds."""

from __future__ import annotations

import copy
import functools
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from renderer.assets.bitmap import Photo, PixelCache
from renderer.assets.formats import EXPECTED, SVG, recognised
from renderer.assets.svg import Svg
from renderer.cache import WeightedCache
from renderer.errors import AssetError, AssetLimitError, RendererError
from renderer.fetch import Fetcher
from renderer.fetch.naming import shown
from renderer.layers import Bitmap
from renderer.limits import MEGABYTE, Limits

PIXEL_CACHE_BYTES = 256 * MEGABYTE
LOADS_AT_ONCE = 8
KEPT_FAILURES = 1000
KEPT_DRAWINGS = 200


class Assets:
    """Loads and caches; thread-safe. ``root`` is the folder of relative urls."""

    def __init__(self, root: Path | None, allow_hosts: Sequence[str], limits: Limits) -> None:
        self._limits = limits
        self._fetcher = Fetcher(root, allow_hosts, limits)
        self._pixels: PixelCache = WeightedCache(PIXEL_CACHE_BYTES, _bytes_of)
        self._drawings: WeightedCache[bytes, Svg] = WeightedCache(KEPT_DRAWINGS, lambda _: 1)
        self._failures: dict[str, RendererError] = {}
        self._sizes: dict[bytes, int] | None = None
        self._lock = threading.Lock()

    def for_design(self) -> Assets:
        """The same assets, that count the pixels of one design's photos against their limit."""
        counting = copy.copy(self)
        counting._sizes = {}
        return counting

    def prefetch(self, urls: Iterable[str]) -> None:
        """Load urls side by side; a failure is raised when its url is asked for."""
        distant = [url for url in dict.fromkeys(urls) if url[:5].lower().startswith("http")]
        if len(distant) > 1:  # a single one, files and data uris gain nothing from a thread
            list(self._pool.map(self._load_quietly, distant))

    def data(self, url: str) -> bytes:
        """The bytes behind a url; AssetError where they can't be had."""
        with self._lock:
            failure = self._failures.pop(url, None)
        if failure is not None:
            raise failure
        return self._fetcher.get(url)

    def bitmap(self, url: str) -> Bitmap:
        """The picture behind a url; AssetError where there is none or a bomb.

        Pixels are cached by content, so a file that changed, or one picture under two urls, is
        right.
        """
        data = self.data(url)
        format = recognised(data)
        if format == SVG:
            return self.svg(url).bitmap()
        if format is None:
            raise AssetError(f"{shown(url)} is no picture; {EXPECTED} is expected")
        photo = Photo(data, format, url, self._limits, self._pixels)
        self._count(data, photo)
        return photo

    def _count(self, data: bytes, photo: Photo) -> None:
        if self._sizes is None:
            return
        width, height = photo.size
        total = sum((self._sizes | {data: width * height}).values())
        if total > self._limits.design_pixels:
            raise AssetLimitError(
                f"{photo.name} brings the design's pictures to {total:,} pixels; "
                f"at most {self._limits.design_pixels:,} are allowed"
            )
        self._sizes[data] = width * height

    def svg(self, url: str) -> Svg:
        """The drawing behind a url; AssetError where there is none or it is not harmless."""
        data = self.data(url)
        return self._drawings.get(data, lambda: Svg(data, url, self._limits, self._pixels))

    def _load_quietly(self, url: str) -> None:
        try:
            self._fetcher.get(url)
        except RendererError as error:
            with self._lock:
                if len(self._failures) < KEPT_FAILURES:
                    self._failures[url] = error
        else:
            with self._lock:
                self._failures.pop(url, None)

    @functools.cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(LOADS_AT_ONCE, thread_name_prefix="renderer-load")


def _bytes_of(image: Image.Image) -> int:
    return image.width * image.height * (1 if image.mode == "L" else 4)
