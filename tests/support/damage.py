"""How different two pictures are at their worst place, where an average would see nothing.

What differs between processors and library versions is faint and spread along edges; a missing
comma or a letter moved by a pixel is strong and in one place. So each pixel may differ a little,
and what is beyond that is added up in a small window.
"""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

TOLERATED = 10
"""Levels (of 255) by which a pixel may differ."""
RADIUS = 2
"""The window is 5 x 5 pixels."""
DAMAGED = 3
"""Mean level beyond the tolerated in the worst window: one pixel by 85 levels, or four by 29."""


def is_damaged(actual: Image.Image, expected: Image.Image) -> bool:
    return actual.size != expected.size or local_damage(actual, expected) >= DAMAGED


def local_damage(actual: Image.Image, expected: Image.Image) -> int:
    """The mean difference beyond the tolerated in the worst window, in levels."""
    beyond = difference(actual, expected).point([max(0, level - TOLERATED) for level in range(256)])
    extent = beyond.filter(ImageFilter.BoxBlur(RADIUS)).getextrema()
    return int(extent[1])  # type: ignore[arg-type]


def difference(actual: Image.Image, expected: Image.Image) -> Image.Image:
    """Mode L: each pixel's greatest difference of a channel, seen on black and on white."""
    worst = Image.new("L", expected.size)
    for paper in ("black", "white"):
        pair = (_on(paper, actual), _on(paper, expected))
        for band in ImageChops.difference(*pair).split():
            worst = ImageChops.lighter(worst, band)
    return worst


def _on(paper: str, image: Image.Image) -> Image.Image:
    background = Image.new("RGBA", image.size, paper)
    return Image.alpha_composite(background, image.convert("RGBA")).convert("RGB")
