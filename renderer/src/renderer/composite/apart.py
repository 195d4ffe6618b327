"""Marks painted apart from the page: an element's own pixels, no larger than the limits allow."""

from __future__ import annotations

import math
from collections.abc import Iterable

from PIL import Image

from renderer.composite.layer import paint_mark
from renderer.errors import LimitError
from renderer.layers import Mark
from renderer.limits import Limits
from renderer.paint.colour import TRANSPARENT
from renderer.paint.surface import Surface
from renderer.paint.transform import Affine

MAX_SIDE = 16_384  # px; the rasteriser counts to 32,767


def pixels_apart(
    width: float, height: float, scale: float, limits: Limits, what: str
) -> tuple[int, int]:
    """Device pixels that hold a box of element pixels; raises LimitError for too many."""
    size = max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale))
    if size[0] * size[1] > limits.effect_pixels or max(size) > MAX_SIDE:
        raise LimitError(
            f"{what} would take {size[0]:,} x {size[1]:,} pixels; "
            f"at most {limits.effect_pixels:,} in all, {MAX_SIDE:,} a side, are allowed"
        )
    return size


def painted_apart(marks: Iterable[Mark], size: tuple[int, int], scale: float) -> Image.Image:
    """What of the marks lies within ``size`` device pixels: RGBA with straight alpha."""
    surface = Surface(*size, TRANSPARENT)
    for mark in marks:
        paint_mark(surface, mark, Affine.scaling(scale), 1.0)
    return surface.image
