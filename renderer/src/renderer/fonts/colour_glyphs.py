"""Colour glyphs as pictures: PNG strikes (CBDT, sbix) and painted layers (COLR 0 and 1)."""

from __future__ import annotations

import io
import math
from typing import Any, NamedTuple

from PIL import Image

from renderer.cache import WeightedCache
from renderer.fonts.face import Face

CACHE_BYTES = 8 * 1024 * 1024
MOST_HALVINGS = 8
MAX_SIDE = 2048  # px of a picture; larger ones are scaled up from it


class ColourGlyph(NamedTuple):
    """A colour glyph's picture and the box it fills about the origin, in ems, y down."""

    image: Image.Image
    left: float
    top: float
    width: float
    height: float


def colour_glyph(
    face: Face, glyph: int, pixels: float, foreground: tuple[int, int, int]
) -> ColourGlyph | None:
    """The glyph painted for a size of ``pixels`` device px an em; None where it has no colours.

    ``foreground`` is the text's own colour, which layers may ask for.
    """
    source = face.font.hb_face
    if source.has_color_png:
        strike = _glyphs.get((face, glyph), lambda: _strike(face, glyph))
        halvings = _halvings(strike, pixels) if strike else 0
        if not strike or halvings == 0:
            return strike
        return _glyphs.get((face, glyph, halvings), lambda: _halved(strike, halvings))
    if source.has_color_layers or source.has_color_paint:
        key = (face, glyph, pixels, foreground)
        return _glyphs.get(key, lambda: _painted(face, glyph, pixels, foreground))
    return None


def _strike(face: Face, glyph: int) -> ColourGlyph | None:
    blob = face.hb_font.get_glyph_color_png(glyph)
    box = face.hb_font.get_glyph_extents(glyph)
    if not blob or not blob.data or not box:
        return None
    try:
        image = Image.open(io.BytesIO(blob.data), formats=["PNG"])
        if image.width * image.height > MAX_SIDE * MAX_SIDE:
            return None
        return _in_ems(image.convert("RGBA"), face, box)
    except (OSError, ValueError, SyntaxError):  # a strike that is no picture draws nothing
        return None


def _halvings(strike: ColourGlyph, pixels: float) -> int:
    """How often a strike's sides are halved before it is sampled: while it stays large enough."""
    shown = strike.width * pixels / strike.image.width
    return max(0, min(MOST_HALVINGS, math.floor(-math.log2(shown)))) if shown > 0 else 0


def _halved(strike: ColourGlyph, times: int) -> ColourGlyph:
    premultiplied = strike.image.convert("RGBa").reduce(2**times)
    return strike._replace(image=premultiplied.convert("RGBA"))


def _painted(
    face: Face, glyph: int, pixels: float, foreground: tuple[int, int, int]
) -> ColourGlyph | None:
    import uharfbuzz as hb

    box = face.hb_font.get_glyph_extents(glyph)
    if not box or box.width <= 0:
        return None
    largest = max(box.width, -box.height) / face.upem
    scale = min(pixels, MAX_SIDE / largest) / face.upem
    paint = hb.RasterPaint()
    paint.transform = (scale, 0, 0, scale, 0, 0)
    paint.foreground = hb.Color(*foreground, 255)
    if not paint.set_glyph_extents(box) or not paint.paint_glyph_or_fail(face.hb_font, glyph):
        return None
    drawn = paint.render()
    area = drawn.extents
    premultiplied = Image.frombytes(
        "RGBa", (area.width, area.height), drawn.buffer, "raw", "BGRa", area.stride, -1
    )
    em = scale * face.upem
    return ColourGlyph(
        premultiplied.convert("RGBA"),
        area.x_origin / em,
        -(area.y_origin + area.height) / em,
        area.width / em,
        area.height / em,
    )


def _in_ems(image: Image.Image, face: Face, box: Any) -> ColourGlyph:
    return ColourGlyph(
        image,
        box.x_bearing / face.upem,
        -box.y_bearing / face.upem,
        box.width / face.upem,
        -box.height / face.upem,
    )


def _weight(glyph: ColourGlyph | None) -> int:
    return 100 + (4 * glyph.image.width * glyph.image.height if glyph else 0)


_glyphs: WeightedCache[tuple[object, ...], ColourGlyph | None] = WeightedCache(CACHE_BYTES, _weight)
