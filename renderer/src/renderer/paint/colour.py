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


@functools.lru_cache(maxsize=4096)
def parse_colour(text: str) -> Colour | None:
    """The colour a CSS text names, its parts clamped; None where it names none."""
    from tinycss2.color4 import parse_color  # loaded with the first colour, not at import

    try:
        parsed = parse_color(text)
        if parsed is None or isinstance(parsed, str):
            return None
        red, green, blue = parsed.to("srgb").coordinates
    except NotImplementedError:  # a colour space tinycss2 can name but not convert
        return None
    channels = (_byte(part or 0.0) for part in (red, green, blue))
    return Colour(*channels, alpha=min(1.0, max(0.0, parsed.alpha)))


def _byte(part: float) -> int:
    return min(255, max(0, int(part * 255 + 0.5)))
