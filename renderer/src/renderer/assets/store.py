"""The renderer's pictures and font bytes by url, loaded side by side and kept within bounds."""

from __future__ import annotations

import copy
import functools
import math
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from renderer.assets.bitmap import Photo, PixelCache
from renderer.assets.formats import EXPECTED, SVG, recognised
from renderer.cache import ReluctantCache, WeightedCache
from renderer.errors import AssetError, AssetLimitError, RendererError, TimeLimitError
from renderer.fetch import Content, Fetcher
from renderer.fetch.naming import shown
from renderer.fetch.reading import is_data, is_distant
from renderer.forks import Owned, renew_when_forked
from renderer.layers import Bitmap
from renderer.limits import MEGABYTE, Limits

if TYPE_CHECKING:
    from renderer.assets.svg import Svg

PIXEL_CACHE_BYTES = 256 * MEGABYTE
LOADS_AT_ONCE = 8
KEPT_FAILURES = 1000
DRAWING_BYTES = 4 * MEGABYTE  # of svg, whose trees take some twenty times as much


class Use(NamedTuple):
    """A source that was asked for: its url, its content's identity, a photo's pixels.

    A data uri needs no url: it always leads to the same bytes.
    """

    url: str
    content: bytes
    pixels: int = 0


class Tally:
    """What one design used, in order, and the pixels of its photos, each counted once."""

    def __init__(self, most_pixels: int) -> None:
        self.uses: list[Use] = []
        self._most = most_pixels
        self._photos: dict[bytes, int] = {}

    def note(self, use: Use) -> None:
        """Raises AssetLimitError for a photo that is too much."""
        if use.pixels and use.content not in self._photos:
            total = sum(self._photos.values()) + use.pixels
            if total > self._most:
                raise AssetLimitError(
                    f"brings the design's pictures to {total:,} pixels; "
                    f"at most {self._most:,} are allowed"
                )
            self._photos[use.content] = use.pixels
        self.uses.append(use)


class Assets:
    """Loads and caches; thread-safe. ``root`` is the folder of relative urls."""

    def __init__(
        self,
        root: Path | None,
        allow_hosts: Sequence[str],
        limits: Limits,
        pixel_bytes: int = PIXEL_CACHE_BYTES,
        cache_dir: Path | None = None,
    ) -> None:
        self._limits = limits
        self._fetcher = Fetcher(root, allow_hosts, limits, cache_dir)
        self._pixels: PixelCache = ReluctantCache(pixel_bytes, _bytes_of)
        self._drawings: WeightedCache[bytes, Svg] = WeightedCache(
            DRAWING_BYTES, lambda svg: svg.weight
        )
        self._failures: dict[str, RendererError] = {}
        self._tally: Tally | None = None
        self._pool = Owned(_threads, _stop)
        self.start_anew()
        renew_when_forked(self)

    def start_anew(self) -> None:
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of threads, connections and pixels; what is asked for after that comes anew."""
        self._pool.close()
        self._fetcher.close()
        self._pixels.make_room()
        self._drawings.make_room()

    def for_design(self) -> Assets:
        """The same assets for one design, on one thread.

        They note what is used, and count the pixels of all its photos against their limit.
        """
        noting = copy.copy(self)
        noting._tally = Tally(self._limits.design_pixels)
        return noting

    @property
    def uses(self) -> Sequence[Use]:
        """What the design used so far, in order."""
        return self._tally.uses if self._tally else ()

    def prefetch(self, pictures: Iterable[str], fonts: Iterable[str] = ()) -> None:
        """Load urls side by side; a failure is raised when its url is asked for."""
        loads = self._loads(pictures, fonts)
        if len(loads) > 1:  # a single one gains nothing from a thread
            for load in [self._pool.get().submit(load) for load in loads]:
                load.result()

    def start_loading(self, pictures: Iterable[str], fonts: Iterable[str] = ()) -> None:
        """As ``prefetch``, without waiting."""
        for load in self._loads(pictures, fonts):
            self._pool.get().submit(load)

    def _loads(self, pictures: Iterable[str], fonts: Iterable[str]) -> list[Callable[[], None]]:
        """What to do for each url that is neither a file nor in the design; within its limits."""
        limits = dict.fromkeys(pictures, self._limits.download_bytes)
        limits |= dict.fromkeys(fonts, self._limits.font_bytes)
        distant = [url for url in limits if is_distant(url)]
        return [
            functools.partial(copy_context().run, self._load_quietly, url, limits[url])
            for url in distant
        ]

    def make_room(self, weight: int) -> None:
        """Forget as many pixels as it takes for as many bytes to be at hand."""
        self._pixels.make_room(weight)

    def data(self, url: str) -> bytes:
        """The bytes behind a url; AssetError where they can't be had."""
        content = self._fetched(url)
        self._note(url, content)
        return content.data

    def check(self, url: str) -> None:
        """Raise what can be known of a url without asking a network; AssetError."""
        self._fetcher.check(url)

    def font(self, url: str) -> bytes:
        """The same for a font file, which may be larger than pictures."""
        content = self._fetched(url, self._limits.font_bytes)
        self._note(url, content)
        return content.data

    def bitmap(self, url: str) -> Bitmap:
        """The picture behind a url; AssetError where there is none or a bomb.

        Pixels are cached by content, so that a file that changed is drawn anew.
        """
        content = self._fetched(url)
        format = recognised(content.data)
        if format == SVG:
            return self.svg(url).bitmap()
        if format is None:
            raise AssetError(f"{shown(url)} is no picture; {EXPECTED} is expected")
        photo = Photo(content, format, url, self._limits, self._pixels)
        self._note(url, content, math.prod(photo.size))
        return photo

    def svg(self, url: str) -> Svg:
        """The drawing behind a url; AssetError where there is none or it is not harmless."""
        from renderer.assets.svg import Svg  # an XML parser costs 15 ms: not without an svg

        data = self.data(url)
        return self._drawings.get(data, lambda: Svg(data, url, self._limits, self._pixels))

    def finds_again(self, use: Use) -> bool:
        """Whether the url still leads to the same bytes and the limits still bear them.

        If so, it is used again.
        """
        with self._lock:
            if use.url in self._failures:
                return False
        try:
            if use.url and self._fetcher.fetch(use.url).identity != use.content:
                return False
            if self._tally:
                self._tally.note(use)
        except RendererError:
            return False
        return True

    def _fetched(self, url: str, limit: int | None = None) -> Content:
        with self._lock:
            failure = self._failures.pop(url, None)
        if failure is not None:
            raise failure
        return self._fetcher.fetch(url, limit)

    def _note(self, url: str, content: Content, pixels: int = 0) -> None:
        if self._tally is None:
            return
        lasting = "" if is_data(url) else url
        try:
            self._tally.note(Use(lasting, content.identity, pixels))
        except AssetLimitError as error:
            raise AssetLimitError(f"{shown(url)} {error}") from None

    def _load_quietly(self, url: str, limit: int) -> None:
        try:
            self._fetcher.fetch(url, limit)
        except TimeLimitError:  # this picture's alone; it will find out itself
            return
        except RendererError as error:
            with self._lock:
                if len(self._failures) < KEPT_FAILURES:
                    self._failures[url] = error
        else:
            with self._lock:
                self._failures.pop(url, None)


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LOADS_AT_ONCE, thread_name_prefix="renderer-load")


def _stop(pool: ThreadPoolExecutor) -> None:
    pool.shutdown(wait=False, cancel_futures=True)


def _bytes_of(image: Image.Image) -> int:
    return image.width * image.height * (1 if image.mode == "L" else 4)
