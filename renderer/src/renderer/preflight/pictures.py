"""Whether a design's pictures can be had, are pictures, and are large enough."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

from renderer.assets import Assets
from renderer.cache import WeightedCache
from renderer.elements.framing import FITS
from renderer.elements.picture import PictureElement
from renderer.errors import RendererError
from renderer.forks import Owned
from renderer.preflight.finding import Finding

ENLARGED = 1.5  # times its own size: from here on a photo looks soft
AT_ONCE = 16
KEPT = 10_000

Look = Literal["named", "measured", "decoded"]
"""How closely: whether a url may be asked and a file is there; its size; its pixels."""

Answer = tuple[str, str, tuple[int, int]]
"""A kind of finding and its message ('' for none), and the picture's size."""


@dataclass(frozen=True, slots=True)
class Use:
    """A picture where it is used: shown ``width`` x ``height`` px large, by that part of it."""

    url: str
    place: str
    width: float
    height: float
    crop_width: float = 1.0
    crop_height: float = 1.0
    is_whole: bool = False

    @classmethod
    def of(cls, element: PictureElement, place: str, scale: float) -> Use:
        width, height = element.width * scale, element.height * scale
        if element.fit in FITS:  # it crops by itself, or shows all of the picture
            return cls(element.src, place, width, height, is_whole=element.fit != "cover")
        return cls(element.src, place, width, height, element.crop_width, element.crop_height)

    def enlargement(self, size: tuple[int, int]) -> float:
        """How many pixels one of a picture of this size becomes; 0 for one without any."""
        across, down = size[0] * self.crop_width, size[1] * self.crop_height
        if not (across and down):
            return 0.0
        return (min if self.is_whole else max)(self.width / across, self.height / down)


class Pictures:
    """Answers by url, each asked for once; distant ones side by side."""

    def __init__(self, assets: Assets, look: Look) -> None:
        self._assets = assets
        self._look = look
        self._pool = Owned(_threads, ThreadPoolExecutor.shutdown)
        self._answers: WeightedCache[str, Answer] = WeightedCache(KEPT, lambda _: 1)

    def prefetch(self, url: str) -> None:
        """Ask for a url in the background."""
        if self._look != "named":
            self._pool.get().submit(self._answer, url)

    def findings(self, use: Use) -> Iterator[Finding]:
        kind, message, (width, height) = self._answer(use.url)
        if kind:
            yield Finding(kind, use.place, message, 1.0)
            return
        times = use.enlargement((width, height))
        if times > ENLARGED:
            message = f"is enlarged {times:.1f} times: {width} x {height} px are too few"
            yield Finding("small-picture", use.place, message, 1 - 1 / times)

    def _answer(self, url: str) -> Answer:
        return self._answers.get(url, lambda: self._ask(url))

    def _ask(self, url: str) -> Answer:
        size = (0, 0)
        kind = "unreachable-picture"
        try:
            if self._look == "named":
                self._assets.check(url)
                return "", "", size
            self._assets.data(url)
            kind = "broken-picture"
            bitmap = self._assets.for_design().bitmap(url)
            size = bitmap.size
            if self._look == "decoded":
                bitmap.reduced(max(1, size[0] // 8), max(1, size[1] // 8))  # all of it, cheaply
        except RendererError as error:
            return kind, str(error), (0, 0)
        return "", "", size


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="renderer-check")
