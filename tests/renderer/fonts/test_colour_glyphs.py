"""Colour glyphs come as pictures with their box in ems."""

from __future__ import annotations

import io

import pytest
from block_font import block_font, saved
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.ttLib import TTFont
from lettering import golden_font
from PIL import Image

from renderer.fonts.colour_glyphs import ColourGlyph, colour_glyph
from renderer.fonts.face import Face, open_face
from renderer.fonts.request import FontFile

EMOJI = open_face(FontFile("emoji", golden_font("NotoColorEmoji.ttf")))
STAR = "\u2b50"
RED, BLUE = (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)
FOREGROUND = 0xFFFF


def drawn(face: Face, character: str, foreground: tuple[int, int, int] = (0, 0, 0)) -> ColourGlyph:
    glyph = colour_glyph(face, face.hb_font.get_nominal_glyph(ord(character)), 20.0, foreground)
    assert glyph is not None
    return glyph


def layered(glyphs: object, version: int) -> Face:
    """Block whose A is painted by a COLR table."""
    font = TTFont(io.BytesIO(block_font()))
    font["COLR"] = buildCOLR({"u0041": glyphs}, version=version)
    font["CPAL"] = buildCPAL([[RED, BLUE]])
    return open_face(FontFile(f"colr{version}", saved(font)))


def middle(image: Image.Image) -> object:
    return image.convert("RGBA").getpixel((image.width // 2, image.height // 2))


def test_a_strike_is_its_png() -> None:
    glyph = drawn(EMOJI, STAR)
    assert glyph.image.size == (136, 128)
    assert middle(glyph.image)[:3] != (0, 0, 0)  # type: ignore[index]


def test_a_strike_s_box_is_in_ems() -> None:
    glyph = drawn(EMOJI, STAR)
    assert 1 < glyph.width < 1.5
    assert -1.2 < glyph.top < -0.7


def test_a_glyph_without_colour_gives_none() -> None:
    block = open_face(FontFile("block", block_font()))
    assert colour_glyph(block, 1, 20.0, (0, 0, 0)) is None


def test_layers_are_painted_in_the_palette_s_colours() -> None:
    assert middle(drawn(layered([("u0041", 0)], 0), "A").image) == (255, 0, 0, 255)


def test_a_later_layer_lies_above() -> None:
    face = layered([("u0041", 0), ("u0042", 1)], 0)
    assert middle(drawn(face, "A").image) == (0, 0, 255, 255)


def test_a_layer_may_take_the_text_s_own_colour() -> None:
    face = layered([("u0041", FOREGROUND)], 0)
    assert middle(drawn(face, "A", (10, 200, 30)).image) == (10, 200, 30, 255)


def test_paint_graphs_are_painted() -> None:
    graph = {
        "Format": 10,  # PaintGlyph
        "Glyph": "u0041",
        "Paint": {"Format": 2, "PaletteIndex": 1, "Alpha": 1.0},  # PaintSolid
    }
    assert middle(drawn(layered(graph, 1), "A").image) == (0, 0, 255, 255)


def test_a_broken_strike_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from renderer.fonts import colour_glyphs

    def broken(*args: object, **keywords: object) -> Image.Image:
        raise OSError("image file is truncated")

    face = open_face(FontFile("broken", golden_font("NotoColorEmoji.ttf") + b"\0"))
    monkeypatch.setattr(colour_glyphs.Image, "open", broken)
    assert colour_glyph(face, face.hb_font.get_nominal_glyph(ord(STAR)), 20.0, (0, 0, 0)) is None
