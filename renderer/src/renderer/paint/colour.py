"""CSS colours, as the canvas understands them."""

from __future__ import annotations

import functools
from typing import NamedTuple


class Colour(NamedTuple):
    """Straight sRGB: channels 0 to 255, alpha 0 to 1."""

    red: int
    green: int
    blue: int
    alpha: float = 1.0

    @property
    def rgb(self) -> tuple[int, int, int]:
        return self.red, self.green, self.blue

    def faded(self, opacity: float) -> Colour:
        return self._replace(alpha=self.alpha * opacity)


BLACK = Colour(0, 0, 0)
WHITE = Colour(255, 255, 255)
TRANSPARENT = Colour(0, 0, 0, 0.0)

LONGEST_COLOUR = 200  # characters; keeps hostile nesting away from the recursive parser


@functools.lru_cache(maxsize=4096)
def parse_colour(text: str) -> Colour | None:
    """The colour a CSS text names, its parts clamped; None where it names none."""
    if len(text) > LONGEST_COLOUR:
        return None
    from tinycss2.color4 import parse_color  # loaded with the first colour, not at import

    from renderer.paint.colour_space import to_srgb

    try:
        parsed = parse_color(text)
        if parsed is None or isinstance(parsed, str):
            return None
        channels = to_srgb(parsed.space, tuple(part or 0.0 for part in parsed.coordinates))
    except (ValueError, IndexError, OverflowError):  # tinycss2's slips, absurd numbers
        return None
    if channels is None:
        return None
    red, green, blue = (_byte(channel) for channel in channels)
    return Colour(red, green, blue, min(1.0, max(0.0, parsed.alpha)))


def _byte(part: float) -> int:
    return int(min(1.0, max(0.0, part)) * 255 + 0.5)
