"""Colour fonts built on the spot: a red square over a blue one, as layers and as paints."""

from __future__ import annotations

import io

import pytest
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables import otTables

from renderer.fonts.colour_glyphs import colour_glyph
from renderer.fonts.face import Face, open_face
from renderer.fonts.request import FontFile

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)
FOREGROUND = 0xFFFF


def square(left: int, bottom: int, side: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((left, bottom))
    for x, y in ((left, bottom + side), (left + side, bottom + side), (left + side, bottom)):
        pen.lineTo((x, y))
    pen.closePath()
    return pen.glyph()


def colour_font(layers: dict[str, object], version: int) -> Face:
    """``A`` is drawn by colour layers; ``B`` has an outline alone."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "A", "B", "back", "front"])
    builder.setupCharacterMap({ord("A"): "A", ord("B"): "B"})
    whole = square(0, 0, 1000)
    builder.setupGlyf(
        {
            ".notdef": whole,
            "A": whole,
            "B": whole,
            "back": square(0, 0, 1000),
            "front": square(0, 500, 500),
        }
    )
    builder.setupHorizontalMetrics(dict.fromkeys(builder.font.getGlyphOrder(), (1000, 0)))
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.font["COLR"] = buildCOLR(layers, version=version)
    builder.font["CPAL"] = buildCPAL([[(1, 0, 0, 1), (0, 0, 1, 1)]])
    out = io.BytesIO()
    builder.save(out)
    return open_face(FontFile(f"squares-{version}.ttf", out.getvalue()))


def solid(palette_index: int) -> dict[str, object]:
    return {
        "Format": otTables.PaintFormat.PaintSolid,
        "PaletteIndex": palette_index,
        "Alpha": 1.0,
    }


def glyph_paint(name: str, palette_index: int) -> dict[str, object]:
    return {
        "Format": otTables.PaintFormat.PaintGlyph,
        "Paint": solid(palette_index),
        "Glyph": name,
    }


@pytest.fixture(params=[0, 1], ids=["COLRv0", "COLRv1"])
def squares(request: pytest.FixtureRequest) -> Face:
    if request.param == 0:
        return colour_font({"A": [("back", 1), ("front", 0)]}, version=0)
    paints = [glyph_paint("back", 1), glyph_paint("front", 0)]
    layers = {"Format": otTables.PaintFormat.PaintColrLayers, "Layers": paints}
    return colour_font({"A": layers}, version=1)


def index_of(face: Face, character: str) -> int:
    return int(face.hb_font.get_nominal_glyph(ord(character)))


def test_layers_are_painted_in_their_palette_colours(squares: Face) -> None:
    found = colour_glyph(squares, index_of(squares, "A"), 20, (0, 0, 0))
    assert found is not None
    assert found.image.size == (20, 20)
    assert found.image.getpixel((4, 4)) == RED  # y runs down: the front square is on top
    assert found.image.getpixel((15, 4)) == BLUE
    assert found.image.getpixel((4, 15)) == BLUE


def test_the_picture_fills_the_glyphs_box_in_ems(squares: Face) -> None:
    found = colour_glyph(squares, index_of(squares, "A"), 20, (0, 0, 0))
    assert found is not None
    assert found[1:] == (0.0, -1.0, 1.0, 1.0)


def test_a_glyph_without_layers_has_no_colour(squares: Face) -> None:
    assert colour_glyph(squares, index_of(squares, "B"), 20, (0, 0, 0)) is None


def test_a_layer_may_ask_for_the_texts_own_colour() -> None:
    face = colour_font({"A": [("back", FOREGROUND)]}, version=0)
    found = colour_glyph(face, index_of(face, "A"), 20, (10, 200, 30))
    assert found is not None
    assert found.image.getpixel((10, 10)) == (10, 200, 30, 255)
