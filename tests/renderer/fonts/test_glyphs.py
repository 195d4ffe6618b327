"""Glyphs as coverage: hinted in height, at quarter pixels, made bolder and slanted if need be."""

from __future__ import annotations

import io
from typing import Any

import pytest
from block_font import block_font, saved
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import flagOverlapSimple
from hypothesis import given
from hypothesis import strategies as st
from masks import assert_mask
from PIL import Image, ImageChops, ImageStat

from renderer.composite import glyphs as runs
from renderer.fonts import colour_glyphs, sheets
from renderer.fonts.bundled import bundled_font_folder
from renderer.fonts.face import Face, Synthesis, open_face
from renderer.fonts.file import FontFile
from renderer.fonts.glyphs import EVERYWHERE, draw_glyph, draw_outline, glyph_outline
from renderer.fonts.ink import LARGEST_MASK, UPRIGHT, WIDEST_STROKE, GlyphKey, Linear, bold_growth
from renderer.paint.raster import Coverage
from renderer.paint.stroke import Join
from renderer.paint.transform import Affine
from renderer.text import layout, shape, word

FILE = FontFile("block", block_font())
BLOCK = open_face(FILE)
ROBOTO = open_face(
    FontFile(
        "Roboto", (bundled_font_folder() / "roboto/Roboto-Regular.ttf").read_bytes(), trusted=True
    )
)
QUARTER_TURN: Linear = (0.0, 1.0, -1.0, 0.0)


def glyph(face: Face, character: str = "A") -> int:
    return int(face.hb_font.get_nominal_glyph(ord(character)))


def key(character: str = "A", size: float = 10, **properties: Any) -> GlyphKey:
    whole = GlyphKey(glyph(BLOCK, character), size, UPRIGHT, 0, 0)
    return whole._replace(**properties)


def on_a_page(coverage: Coverage) -> Image.Image:
    """A coverage about (200, 200) of a page."""
    page = Image.new("L", (400, 400))
    page.paste(coverage.image, (200 + coverage.left, 200 + coverage.top))
    return page


def assert_glyph(picture: str, linear: Linear = UPRIGHT, face: Face = BLOCK, x: float = 1) -> None:
    """The glyph of A at 10 px with its origin at (x, 8)."""
    outline = glyph_outline(face, glyph(face), 10, linear)
    assert_mask(outline, picture, Affine.translation(x, 8))


def test_a_letter_stands_on_its_origin() -> None:
    assert_glyph("""
        ......
        .####.
        .####.
        .####.
        .####.
        .####.
        .####.
        .####.
        ......
    """)


def test_a_turned_letter_hangs_from_its_origin() -> None:
    assert_glyph(
        """
        .........
        .........
        .........
        .........
        .........
        .........
        .........
        .........
        .#######.
        .#######.
        .#######.
        .#######.
        .........
        """,
        linear=QUARTER_TURN,
    )


def test_synthetic_italic_leans_right_by_a_quarter() -> None:
    assert_glyph(
        """
        .......
        ..-###+
        ..+###-
        ..####.
        .-###+.
        .-###+.
        .+###-.
        .####..
        .......
        """,
        face=open_face(FILE, synthesis=Synthesis(italic=True)),
    )


def test_synthetic_bold_grows_by_its_part_of_the_size() -> None:
    bold = glyph_outline(open_face(FILE, synthesis=Synthesis(bold=True)), glyph(BLOCK), 36)
    plain = glyph_outline(BLOCK, glyph(BLOCK), 36)
    wider = _width(bold) - _width(plain)
    assert wider == pytest.approx(36 / 32, abs=1 / 32)


def _width(outline: object) -> float:
    xs = [x for x, _ in outline.points()]  # type: ignore[attr-defined]
    return max(xs) - min(xs)


@pytest.mark.parametrize(
    ("size", "part"), [(4, 1 / 24), (9, 1 / 24), (36, 1 / 32), (90, 1 / 32), (22.5, 7 / 192)]
)
def test_small_letters_grow_by_more_when_made_bold(size: float, part: float) -> None:
    assert bold_growth(size) == pytest.approx(part)


def test_coverage_lies_about_the_origin() -> None:
    coverage = draw_glyph(BLOCK, key())
    assert coverage is not None
    assert coverage.area == (0, -7, 4, 0)


def test_a_quarter_pixel_shows_at_both_edges() -> None:
    coverage = draw_glyph(BLOCK, key(quarter_x=1))
    assert coverage is not None
    row = coverage.image.crop((0, 3, 5, 4)).tobytes()
    assert list(row) == pytest.approx([191, 255, 255, 255, 64], abs=1)


def test_hinting_snaps_heights_to_pixels_but_not_widths() -> None:
    coverage = draw_glyph(BLOCK, key(size=10.7))
    assert coverage is not None
    columns = coverage.image.resize((1, coverage.image.height))
    assert set(columns.tobytes()) <= {columns.getpixel((0, 3))}


@pytest.mark.parametrize("linear", [QUARTER_TURN, (-1.0, 0.0, 0.0, -1.0)])
def test_a_letter_turned_by_right_angles_is_hinted(linear: Linear) -> None:
    coverage = draw_glyph(BLOCK, key(size=10.7, linear=linear))
    assert coverage is not None
    width, height = coverage.image.size
    across = linear[0] == 0  # its height runs along the rows
    ends = [(0, 1), (width - 1, 1)] if across else [(1, 0), (1, height - 1)]
    assert {coverage.image.getpixel(end) for end in ends} == {255}


def test_a_slant_that_is_made_up_leaves_no_hinting() -> None:
    slanted = open_face(FILE, synthesis=Synthesis(italic=True))
    top = -min(y for _, y in glyph_outline(slanted, glyph(slanted), 10.7).points())
    assert top == pytest.approx(0.7 * 10.7, abs=1 / 32)


def test_an_empty_glyph_has_no_coverage() -> None:
    assert draw_glyph(BLOCK, key(" ")) is None


def test_a_glyph_that_is_not_in_the_font_draws_nothing() -> None:
    assert draw_glyph(BLOCK, key(glyph=60_000)) is None


def test_a_stroke_is_half_outside() -> None:
    coverage = draw_glyph(BLOCK, key(stroke=2.0))
    assert coverage is not None
    assert coverage.area == (-1, -8, 5, 1)


def test_a_gigantic_letter_is_scaled_up_from_a_large_one() -> None:
    outline = glyph_outline(BLOCK, glyph(BLOCK), 100_000)
    assert _width(outline) == pytest.approx(40_000, rel=0.01)


@pytest.mark.parametrize("join", ["round", "bevel", "miter"])
def test_a_stroke_is_centred_on_the_letters_edge(join: Join) -> None:
    drawn = draw_glyph(BLOCK, key(size=20, stroke=2.0, join=join))
    assert drawn is not None
    filled = draw_glyph(BLOCK, key(size=20))
    assert filled is not None
    assert drawn.area == filled.area.grown(1)
    inside = filled.area.grown(-1).moved(-drawn.left, -drawn.top)
    assert drawn.image.crop(inside).getextrema() == (0, 0)
    assert drawn.image.getpixel((0, drawn.image.height // 2)) == 255
    corner = drawn.image.getpixel((0, 0))
    assert corner == pytest.approx({"bevel": 128, "round": 190, "miter": 255}[join], abs=12)


@given(
    st.sampled_from("aegBSR&8mxk@"),
    st.floats(8, 120),
    st.floats(0.02, WIDEST_STROKE),
    st.sampled_from(["round", "bevel", "miter"]),
)
def test_freetype_strokes_letters_as_our_own_pen_does(
    letter: str, size: float, width: float, join: Join
) -> None:
    """It only differs where one pen or the other covers a pixel's part twice: at bends, and where
    the letter's own parts overlap.
    """
    made = GlyphKey(glyph(ROBOTO, letter), size, UPRIGHT, 1, 0, width * size, join)
    drawn, own = draw_glyph(ROBOTO, made), draw_outline(ROBOTO, made, EVERYWHERE)
    assert drawn is not None
    assert own is not None
    difference = ImageChops.difference(on_a_page(drawn), on_a_page(own))
    assert ImageStat.Stat(difference).sum[0] < 0.16 * ImageStat.Stat(own.image).sum[0]


def test_a_stroke_as_wide_as_its_letter_has_no_holes() -> None:
    drawn = draw_glyph(ROBOTO, GlyphKey(glyph(ROBOTO, "e"), 16, UPRIGHT, 0, 0, 16.0, "round"))
    assert drawn is not None
    middle = drawn.area.grown(-9).moved(-drawn.left, -drawn.top)
    assert drawn.image.crop(middle).getextrema() == (255, 255)


def test_a_letter_that_reaches_very_far_is_stroked_all_the_same() -> None:
    assert draw_glyph(BLOCK, key(size=20_000, stroke=50.0)) is not None


def test_what_is_kept_of_text_takes_32_mebibytes_at_most() -> None:
    rooms = (colour_glyphs, layout, runs, shape, sheets, word)
    assert sum(room.CACHE_BYTES for room in rooms) <= 32 * 1024 * 1024


def test_a_colour_s_tone_changes_what_is_painted_of_the_edges() -> None:
    plain, dark, light = (draw_glyph(BLOCK, key(quarter_x=2, tone=tone)) for tone in (None, 0, 7))
    edge = [one.image.getpixel((0, 3)) for one in (dark, plain, light) if one]
    assert edge == pytest.approx([125, 128, 143], abs=2)


def test_a_letter_too_large_for_a_mask_is_not_hinted() -> None:
    """Its top lies where the outline has it, not on a whole pixel."""
    heights = [
        -min(y for _, y in glyph_outline(BLOCK, glyph(BLOCK), size).points())
        for size in (LARGEST_MASK, LARGEST_MASK + 1)
    ]
    assert heights[0] == round(heights[0])
    assert heights[1] == pytest.approx(0.7 * 257, abs=1 / 64)


def overlapping_font() -> bytes:
    """Of the letter A two halves lie over each other."""
    font = TTFont(io.BytesIO(block_font()))
    pen = TTGlyphPen(None)
    for bottom, top in ((0, 400), (300, 700)):
        pen.moveTo((0, bottom))
        for point in ((0, top), (400, top), (400, bottom)):
            pen.lineTo(point)
        pen.closePath()
    made = pen.glyph()
    made.flags[0] |= flagOverlapSimple
    font["glyf"]["u0041"] = made
    return saved(font)


def test_contours_that_overlap_are_not_counted_twice() -> None:
    """Its two parts end at the same edges, within a pixel; three rows lie in both."""
    face = open_face(FontFile("overlapping", overlapping_font(), trusted=True))
    coverage = draw_glyph(face, GlyphKey(glyph(face), 10, UPRIGHT, 2, 0))
    assert coverage is not None
    row = coverage.image.crop((0, 3, 5, 4)).tobytes()
    assert list(row) == pytest.approx([128, 255, 255, 255, 128], abs=8)
