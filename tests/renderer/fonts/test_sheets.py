"""What a glyph looks like is remembered, within bounds."""

from __future__ import annotations

from block_font import block_font

from renderer.fonts.face import open_face
from renderer.fonts.file import FontFile
from renderer.fonts.glyphs import draw_glyph
from renderer.fonts.ink import UPRIGHT, GlyphKey
from renderer.fonts.sheets import CACHE_BYTES, Pen, glyph_sheet, sheets

BLOCK = open_face(FontFile("block.ttf", block_font(), trusted=True))
A = BLOCK.hb_font.get_nominal_glyph(ord("A"))


def test_a_glyph_is_drawn_once() -> None:
    sheet = glyph_sheet(Pen(BLOCK, 10.0, UPRIGHT))
    assert sheet.coverage(A, 0, 0) is sheet.coverage(A, 0, 0)


def test_each_quarter_pixel_is_drawn_for_itself() -> None:
    drawn = glyph_sheet(Pen(BLOCK, 10.0, UPRIGHT, stroke=2.0)).coverage(A, 1, 0)
    alone = draw_glyph(BLOCK, GlyphKey(A, 10.0, UPRIGHT, 1, 0, 2.0))
    assert drawn is not None
    assert alone is not None
    assert (drawn.area, drawn.image.tobytes()) == (alone.area, alone.image.tobytes())


def test_the_sheets_take_no_more_than_they_may() -> None:
    for size in range(100, 400):
        sheet = glyph_sheet(Pen(BLOCK, float(size), UPRIGHT))
        for quarter in range(4):
            sheet.coverage(A, quarter, 0)
    assert sheets._weight <= CACHE_BYTES
    assert len(sheets._kept) < 300
