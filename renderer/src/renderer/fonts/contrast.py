"""How much of a glyph's coverage is painted, by the lightness of the text's colour.

Blended as it is, dark text on light ground looks bolder than light text on dark. Chromium's
rasteriser evens that out: coverage goes through a table made for one of eight lightnesses
(measured with 31 colours on black and on white: within 1 of 255 of these tables).
"""

from __future__ import annotations

import functools

GAMMA, CONTRAST = 1.1875, 0.2
TONES = 8
WEIGHTS = (54, 183, 19)  # of red, green and blue in the lightness, of 256

Rgb = tuple[int, int, int]

OF_GRADIENTS: Rgb = (127, 128, 127)  # what stands for a paint that is no single colour


@functools.lru_cache(maxsize=1024)
def tone_of(rgb: Rgb) -> int:
    """The number of the table for a text's colour, 0 for the darkest."""
    parts = zip(WEIGHTS, rgb, strict=True)
    return (sum(weight * _level(part >> 5) for weight, part in parts) >> 8) >> 5


@functools.cache
def painted_coverage(tone: int) -> bytes:
    """What is painted of each coverage from 0 to 255."""
    text = _level(tone) / 255
    ground = 1 - text
    light, behind = text**GAMMA, ground**GAMMA
    strength = CONTRAST * behind
    table = bytearray()
    for coverage in range(256):
        share = coverage / 255
        share += (1 - share) * strength * share
        seen = (light * share + behind * (1 - share)) ** (1 / GAMMA)
        table.append(round(255 * (seen - ground) / (text - ground)))
    return bytes(table)


def _level(tone: int) -> int:
    """The eighth of the lightnesses from 0 to 255 in which a tone lies."""
    return tone << 5 | tone << 2 | tone >> 1
