"""Glyph coverages, remembered: one sheet for each way that a face is drawn in."""

from __future__ import annotations

import math
from typing import NamedTuple

from renderer.cache import WeightedCache
from renderer.fonts.face import Face
from renderer.fonts.glyphs import draw_glyph
from renderer.fonts.ink import GlyphKey, Linear
from renderer.paint.raster import Coverage
from renderer.paint.stroke import Join
from renderer.time_limit import check_time

CACHE_BYTES = 8 * 1024 * 1024
SHEET_BYTES, GLYPH_BYTES = 1000, 300  # beside the glyphs, and beside a glyph's pixels


class Pen(NamedTuple):
    """How glyphs are drawn: their face, size in px, turn, and the width of a stroke, 0 for none.

    ``tone`` is that of the text's colour (``contrast``); None leaves coverages as they are.
    """

    face: Face
    size: float
    linear: Linear
    stroke: float = 0.0
    join: Join = "round"
    tone: int | None = None


class GlyphSheet:
    """One pen's glyphs at each quarter pixel they were met at; thread-safe by the GIL alone."""

    __slots__ = ("_drawn", "_pen")

    def __init__(self, pen: Pen) -> None:
        self._pen = pen
        self._drawn: dict[tuple[int, float, float], Coverage | None] = {}

    def coverage(self, glyph: int, quarter_x: float, quarter_y: float) -> Coverage | None:
        """A glyph's coverage about its origin; None for an empty glyph."""
        place = glyph, quarter_x, quarter_y
        try:
            return self._drawn[place]
        except KeyError:
            return self._draw(place)

    def _draw(self, place: tuple[int, float, float]) -> Coverage | None:
        check_time()
        face, size, linear, stroke, join, tone = self._pen
        drawn = draw_glyph(face, GlyphKey(place[0], size, linear, *place[1:], stroke, join, tone))
        pixels = math.prod(drawn.source.size) if drawn else 0
        if sheets.grow(self._pen, GLYPH_BYTES + pixels):  # else a full sheet, only to be read
            self._drawn[place] = drawn
        return drawn


def glyph_sheet(pen: Pen) -> GlyphSheet:
    return sheets.get(pen, lambda: GlyphSheet(pen))


sheets: WeightedCache[Pen, GlyphSheet] = WeightedCache(CACHE_BYTES, lambda _: SHEET_BYTES)
