"""Gaussian blur of a mask, at a cost of what changes in it rather than of its size."""

from __future__ import annotations

import math

from PIL import Image, ImageFilter

from renderer.paint.box import PixelBox

# How far into a shape, as a part of its shorter side, its full coverage may begin.
MARGINS = (0.0, 0.08, 0.17)
SMOOTH_EDGE = 2  # px at a shape's edge that are covered in part


def reach_of(sigma: float) -> int:
    """Pixels around one that its blur can touch."""
    return math.ceil(3 * sigma) + 1


def gaussian_blur(mask: Image.Image, sigma: float) -> Image.Image:
    """A mode L mask blurred; what lies beyond its edges is as the edge is.

    Deep inside a large covered box nothing changes: there only the frame around it is blurred,
    with the same result.
    """
    if sigma <= 0:
        return mask
    blur = ImageFilter.GaussianBlur(sigma)
    reach = reach_of(sigma)
    core = _core(mask, reach)
    if core is None:
        return mask.filter(blur)
    whole = PixelBox(0, 0, *mask.size)
    result = Image.new("L", mask.size, 255)
    for band in _around(core, whole):
        near = band.grown(reach).intersection(whole)
        blurred = mask.crop(near).filter(blur)
        result.paste(blurred.crop(band.moved(-near.left, -near.top)), band)
    return result


def _core(mask: Image.Image, reach: int) -> PixelBox | None:
    """A box whose blur is full coverage throughout, if there is one that is worth the trouble."""
    bounds = PixelBox(*(mask.getbbox() or (0, 0, 0, 0)))
    shorter = min(bounds.size)
    for margin in MARGINS:
        covered = bounds.grown(-SMOOTH_EDGE - int(margin * shorter))
        core = covered.grown(-reach)
        if min(core.size) <= 2 * reach:
            return None
        if mask.crop(covered).getextrema() == (255, 255):
            return core
    return None


def _around(core: PixelBox, whole: PixelBox) -> tuple[PixelBox, ...]:
    """The frame between two boxes, in four bands."""
    return (
        PixelBox(whole.left, whole.top, whole.right, core.top),
        PixelBox(whole.left, core.bottom, whole.right, whole.bottom),
        PixelBox(whole.left, core.top, core.left, core.bottom),
        PixelBox(core.right, core.top, whole.right, core.bottom),
    )
