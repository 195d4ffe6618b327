"""Which part of a photo fills its box: all of it or its middle, its subject, without its border."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PIL import Image, ImageChops

from renderer.layers import Bitmap
from renderer.paint.box import Box

FITS = ("cover", "contain", "trim")
FOCUSES: Mapping[str, tuple[float, float]] = {
    "center": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}
SUBJECT = "subject"
EXTRA = "pip install 'feedloom-renderer[focus]'"

LOOKED_AT = 512  # px of the longer side that a border is looked for in
FOCUSED_AT = 256
NOT_WHITE = 20  # levels below white, more than what JPEG makes of it
NOT_CLEAR = 16  # levels of alpha

Report = Callable[[str, str], None]


def framed_region(fit: str, focus: str, source: Bitmap, box: Box, report: Report) -> Box:
    """The source pixels that fill the box, undistorted; it may reach beyond the source.

    ``cover`` fills the box, ``contain`` shows the whole source, ``trim`` all of it but a white or
    transparent border. ``focus`` is where the part to keep lies, or ``subject``: where most is to
    be seen, by the library of the extra ``focus``.
    """
    width, height = source.size
    shown = _content(source) if fit == "trim" else Box(0, 0, width, height)
    across, down = shown.width / box.width, shown.height / box.height
    scale = min(across, down) if fit == "cover" else max(across, down)
    size = box.width * scale, box.height * scale
    if fit == "cover" and focus == SUBJECT and across != down:
        found = _subject(source, size, report)
        if found is not None:
            return Box(*found, *size)
    x, y = FOCUSES.get(focus, FOCUSES["center"])
    return Box(shown.x + (shown.width - size[0]) * x, shown.y + (shown.height - size[1]) * y, *size)


def enlargement(region: Box, box: Box, scale: float) -> float:
    """How many output pixels a source pixel becomes, along a side."""
    return max(box.width * scale / region.width, box.height * scale / region.height)


def _content(source: Bitmap) -> Box:
    """The source without its white or transparent border; all of it where nothing else is."""
    small, scale = _small(source, LOOKED_AT)
    alpha = small.getchannel("A") if small.mode == "RGBA" else None
    if alpha is not None and alpha.getextrema() != (255, 255):
        seen = alpha.point(lambda level: 255 * (level > NOT_CLEAR))
    else:
        red, green, blue = small.convert("RGB").split()
        darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
        seen = darkest.point(lambda level: 255 * (level < 255 - NOT_WHITE))
    found = seen.getbbox()
    width, height = source.size
    if found is None:
        return Box(0, 0, width, height)
    left, top = max(0.0, (found[0] - 1) * scale), max(0.0, (found[1] - 1) * scale)
    right, bottom = min(width, (found[2] + 1) * scale), min(height, (found[3] + 1) * scale)
    return Box(left, top, right - left, bottom - top)


def _subject(
    source: Bitmap, size: tuple[float, float], report: Report
) -> tuple[float, float] | None:
    """The top left corner of the part of a size that holds most of what is to be seen."""
    try:
        from smartcrop import SmartCrop
    except ImportError:
        report(f"focus on the subject needs smartcrop ({EXTRA}); its middle is shown", "drawing")
        return None
    small, scale = _small(source, FOCUSED_AT)
    wanted = [max(1, round(side / scale)) for side in size]
    found = SmartCrop().crop(
        small.convert("RGB"), *wanted, prescale=False, min_scale=1, max_scale=1, step=4
    )["top_crop"]
    width, height = source.size
    x, y = found["x"] * scale, found["y"] * scale
    return min(max(0.0, x), width - size[0]), min(max(0.0, y), height - size[1])


def _small(source: Bitmap, side: int) -> tuple[Image.Image, float]:
    """The whole source with a longer side of at most ``side`` px, and how many are one of its."""
    width, height = source.size
    scale = max(1.0, max(width, height) / side)
    small = source.reduced(max(1, round(width / scale)), max(1, round(height / scale)))
    return small if small.mode in ("RGB", "RGBA") else small.convert("RGB"), scale
