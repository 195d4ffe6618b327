"""An element's effects, and marks whose pictures have them applied to their own pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PIL import Image

from renderer.composite.apart import painted_apart, pixels_apart
from renderer.design import Element
from renderer.layers import Bitmap, Drawing, Mark, Picture, Raster
from renderer.limits import Limits
from renderer.paint.filters import Filter, filtered, stack_blur
from renderer.paint.resample import reduce_by_means

# These have switches of their own; under ``filters`` they do nothing.
SWITCHED = frozenset({"sepia", "grayscale", "brightness", "blur"})


@dataclass(frozen=True, slots=True)
class Effects:
    """The blur comes before the filters."""

    blur_radius: float
    filters: tuple[Filter, ...]


def asked_filters(element: Element) -> list[tuple[str, object]]:
    """The filters an element asks for, in their order, with their settings as written."""
    asked: list[tuple[str, object]] = []
    if element.brightness_enabled:
        asked.append(("brightness", {"intensity": element.brightness}))
    if element.sepia_enabled:
        asked.append(("sepia", {}))
    if element.grayscale_enabled:
        asked.append(("grayscale", {}))
    asked += (one for one in element.filters.items() if one[0] not in SWITCHED)
    return asked


def blur_of(element: Element) -> float:
    """In pixels; 0 for none."""
    return element.blur_radius if element.blur_enabled else 0.0


def has_effects(element: Element) -> bool:
    return blur_of(element) > 0 or bool(asked_filters(element))


def with_effects(
    drawing: Drawing, effects: Effects | None, scale: float, limits: Limits
) -> Sequence[Mark]:
    """The drawing's marks under its effects.

    A picture's source is filtered at its own pixels, and its border has no effects. Everything
    else is painted first and filtered at the page's pixels, cut to its box.
    """
    if effects is None:
        return drawing.marks
    if not any(isinstance(mark, Picture) for mark in drawing.marks):
        return [_flattened(drawing, effects, scale, limits)]
    return [
        replace(mark, source=_Filtered(mark.source, effects)) if isinstance(mark, Picture) else mark
        for mark in drawing.marks
    ]


def _flattened(drawing: Drawing, effects: Effects, scale: float, limits: Limits) -> Raster:
    size = pixels_apart(drawing.width, drawing.height, scale, limits, "effects")
    blurred = stack_blur(painted_apart(drawing.marks, size, scale), effects.blur_radius * scale)
    return Raster(filtered(blurred, effects.filters), scale=scale)


@dataclass(frozen=True, slots=True)
class _Filtered:
    """A bitmap seen through effects."""

    source: Bitmap
    effects: Effects

    @property
    def size(self) -> tuple[int, int]:
        return self.source.size

    def mirrored(self, across: bool, down: bool) -> _Filtered:
        return _Filtered(self.source.mirrored(across, down), self.effects)

    def reduced(self, width: int, height: int) -> Image.Image:
        """Filtered before the last reduction: filters see at least twice the size asked for."""
        whole = self.size
        spare = min(whole[0] / width, whole[1] / height) / 2
        step = 1 << max(0, math.floor(math.log2(spare))) if spare >= 1 else 1
        image = self.source.reduced(math.ceil(whole[0] / step), math.ceil(whole[1] / step))
        # The editor blurs by whole pixels of the source, in thousandths of its shorter side.
        radius = math.floor(self.effects.blur_radius * min(whole) / 1000 + 0.5)
        image = stack_blur(image, radius / step)
        return reduce_by_means(filtered(image, self.effects.filters), width, height)
