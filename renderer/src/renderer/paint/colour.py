"""CSS colours, as the canvas understands them."""

from __future__ import annotations

import functools
import re
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
# Nearly all colours of designs; the parser of the others costs 6 ms to load and 0.1 a colour.
NAMED = {"black": BLACK, "white": WHITE, "transparent": TRANSPARENT}
HEXADECIMAL = re.compile(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
CHANNEL, ALPHA = r" *(\d{1,3}) *", r" *(\d?\.\d{1,20}|\d) *"
DECIMAL = re.compile(rf"rgba?\({CHANNEL},{CHANNEL},{CHANNEL}(?:,{ALPHA})?\)", re.ASCII)


@functools.lru_cache(maxsize=4096)
def parse_colour(text: str) -> Colour | None:
    """The colour a CSS text names, its parts clamped; None where it names none."""
    if len(text) > LONGEST_COLOUR:
        return None
    return plain_colour(text) or parsed_colour(text)


def plain_colour(text: str) -> Colour | None:
    """The colour of the most usual ways to write one."""
    if match := DECIMAL.fullmatch(text):
        red, green, blue = (min(255, int(channel)) for channel in match.group(1, 2, 3))
        return Colour(red, green, blue, min(1.0, float(match[4] or 1)))
    if match := HEXADECIMAL.fullmatch(text):
        red, green, blue = (int(channel, 16) for channel in match.groups())
        return Colour(red, green, blue)
    return NAMED.get(text)


def parsed_colour(text: str) -> Colour | None:
    """Any colour, by the parser."""
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
