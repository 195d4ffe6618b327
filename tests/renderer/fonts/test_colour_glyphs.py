"""Colour glyphs come as pictures with their box in ems."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from block_font import block_font, saved, with_tables
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.sbixGlyph import Glyph
from fontTools.ttLib.tables.sbixStrike import Strike
from lettering import golden_font
from PIL import Image

from renderer import Renderer
from renderer.fonts.colour_glyphs import ColourGlyph, colour_glyph
from renderer.fonts.face import Face, open_face
from renderer.fonts.file import FontFile

EMOJI = open_face(FontFile("emoji", golden_font("NotoColorEmoji.ttf")))
STAR = "\u2b50"
RED, BLUE = (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 1.0)
FOREGROUND = 0xFFFF


def drawn(
    face: Face,
    character: str,
    foreground: tuple[int, int, int] = (0, 0, 0),
    pixels: float = 20.0,
) -> ColourGlyph:
    glyph = colour_glyph(face, face.hb_font.get_nominal_glyph(ord(character)), pixels, foreground)
    assert glyph is not None
    return glyph


def layered(glyphs: object, version: int) -> Face:
    """Block whose A is painted by a COLR table."""
    font = TTFont(io.BytesIO(block_font()))
    font["COLR"] = buildCOLR({"u0041": glyphs}, version=version)
    font["CPAL"] = buildCPAL([[RED, BLUE]])
    return open_face(FontFile(f"colr{version}", saved(font)))


def with_sbix(*strikes: tuple[int, Image.Image]) -> Face:
    """Block whose A is a PNG in an sbix table, for each number of px an em."""
    table = newTable("sbix")
    table.version, table.flags = 1, 1
    for ppem, image in strikes:
        png = io.BytesIO()
        image.save(png, "PNG")
        strike = table.strikes[ppem] = Strike(ppem=ppem, resolution=72)
        strike.glyphs["u0041"] = Glyph(
            "u0041", graphicType="png ", imageData=png.getvalue(), originOffsetX=2, originOffsetY=-3
        )
    data = with_tables(block_font(), {"sbix": table})
    return open_face(FontFile(f"sbix{len(strikes)}", data))


def middle(image: Image.Image) -> object:
    return image.convert("RGBA").getpixel((image.width // 2, image.height // 2))


def test_a_strike_is_its_png() -> None:
    glyph = drawn(EMOJI, STAR, pixels=100)
    assert glyph.image.size == (136, 128)
    assert middle(glyph.image)[:3] != (0, 0, 0)  # type: ignore[index]


@pytest.mark.parametrize(("pixels", "width"), [(60, 136), (50, 68), (26, 34), (12, 17)])
def test_a_strike_is_halved_while_it_stays_as_large_as_it_is_shown(
    pixels: float, width: int
) -> None:
    """A star is 1.17 ems wide."""
    glyph = drawn(EMOJI, STAR, pixels=pixels)
    assert glyph.image.width == width
    assert glyph.width == drawn(EMOJI, STAR, pixels=100).width


def test_a_strike_s_box_is_in_ems() -> None:
    glyph = drawn(EMOJI, STAR)
    assert 1 < glyph.width < 1.5
    assert -1.2 < glyph.top < -0.7


def test_an_sbix_glyph_is_its_png_placed_by_its_offsets() -> None:
    """A PNG of 20 by 10 px at 40 px an em, 2 px right of the origin, its foot 3 px below it."""
    glyph = drawn(with_sbix((40, Image.new("RGBA", (20, 10), (0, 128, 0, 255)))), "A")
    assert middle(glyph.image) == (0, 128, 0, 255)
    assert (glyph.left, glyph.width, glyph.height) == (2 / 40, 20 / 40, 10 / 40)
    assert glyph.top == -(10 - 3) / 40


def test_the_largest_sbix_strike_is_taken() -> None:
    small, large = (
        Image.new("RGBA", (side, side), colour) for side, colour in ((8, "red"), (64, "blue"))
    )
    glyph = drawn(with_sbix((8, small), (64, large)), "A", pixels=64)
    assert glyph.image.size == (64, 64)
    assert middle(glyph.image) == (0, 0, 255, 255)


def test_an_sbix_font_draws_its_other_glyphs_in_outline() -> None:
    face = with_sbix((40, Image.new("RGBA", (20, 10), "green")))
    assert colour_glyph(face, face.hb_font.get_nominal_glyph(ord("B")), 20.0, (0, 0, 0)) is None


def test_an_sbix_glyph_is_drawn_in_a_picture(tmp_path: Path) -> None:
    face = with_sbix((40, Image.new("RGBA", (40, 40), (0, 128, 0, 255))))
    (tmp_path / "sbix.ttf").write_bytes(face.font.data)
    text = {"type": "text", "text": "A", "fontFamily": "Block", "fontSize": 40, "width": 60}
    design = {"width": 60, "height": 60, "pages": [{"children": [{**text, "align": "left"}]}]}
    image = Renderer(fonts=[tmp_path]).render(design)
    assert image.getpixel((20, 20)) == (0, 128, 0)


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
