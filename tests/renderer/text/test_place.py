"""Lines in their box, in px: letters of Block at size 10 are 5 wide, lines 12 high."""

from __future__ import annotations

import pytest
from lettering import paragraph, set_in_box

from renderer.paint.box import Box
from renderer.text.content import BULLET, Paragraph, Span, TextStyle
from renderer.text.place import (
    Block,
    decoration_thickness,
    decorations,
    highlights,
)


def one_line(text: str | Paragraph, **box: object) -> Block:
    return set_in_box(text, **box)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("align", "x"), [("left", 0), ("center", 40), ("right", 80), ("justify", 0), ("start", 0)]
)
def test_a_line_is_aligned_in_the_width(align: str, x: float) -> None:
    assert one_line("aaaa", align=align).lines[0].x == pytest.approx(x)


def test_a_line_wider_than_the_box_sticks_out_on_both_sides_when_centred() -> None:
    assert one_line("a", width=1, align="center").lines[0].x == pytest.approx(-2)


def test_spaces_at_the_end_count_in_alignment() -> None:
    assert one_line("aa  ", align="right").lines[0].x == pytest.approx(80)


def test_a_paragraph_s_own_alignment_wins() -> None:
    one = paragraph("aaaa", align="right")
    assert one_line(one, align="left").lines[0].x == pytest.approx(80)


def test_lines_follow_each_other() -> None:
    block = one_line("aa bb cc", width=10)
    assert [line.top for line in block.lines] == pytest.approx([0, 12, 24])
    assert [line.baseline for line in block.lines] == pytest.approx([9, 21, 33])


@pytest.mark.parametrize(("align", "top"), [("top", 0), ("middle", 14), ("bottom", 28)])
def test_a_block_is_aligned_in_a_box_that_keeps_its_height(align: str, top: float) -> None:
    block = one_line("a", height=40, vertical_align=align, overflow="keep-height")
    assert block.lines[0].top == pytest.approx(top)


def test_a_resized_box_leaves_no_room_to_align_in() -> None:
    assert one_line("a", height=40, vertical_align="bottom").lines[0].top == 0


def test_justified_lines_fill_the_width() -> None:
    first, second = one_line("a b c", width=24, align="justify", size=10).lines[:2]
    assert first.width == pytest.approx(24)
    assert second.width == pytest.approx(5)


def test_the_text_s_box_spans_the_width_and_its_lines() -> None:
    block = one_line("aa bb", width=12, height=60, vertical_align="bottom", overflow="keep-height")
    assert block.text_box == Box(0, 36, 12, 24)


def test_an_indented_line_begins_further_right() -> None:
    assert one_line(paragraph("a", indent=2.0)).lines[0].x == pytest.approx(20)


def test_a_number_ends_where_its_line_begins() -> None:
    line = one_line(paragraph("a", indent=2.0, marker="1. ")).lines[0]
    assert line.number_x == pytest.approx(5)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_a_bullet_stands_at_the_left_whatever_the_alignment(align: str) -> None:
    bullet = one_line(paragraph("a", indent=2.0, marker=BULLET), align=align).lines[0].bullet
    assert bullet is not None
    assert bullet.right < 20


def test_a_background_covers_the_bullet_too() -> None:
    line = one_line(paragraph("a", indent=2.0, marker=BULLET)).lines[0]
    assert line.bullet is not None
    assert line.box.x < line.bullet.x
    assert line.box.right == pytest.approx(25)


@pytest.mark.parametrize(("em", "px"), [(5, 1), (10, 1), (19.9, 1), (20, 2), (64, 6)])
def test_a_decoration_is_a_tenth_of_the_size_thick_in_whole_pixels(em: float, px: int) -> None:
    assert decoration_thickness(em) == px


def bands(style: TextStyle, text: str = "aa b", size: float = 20) -> list[Box]:
    block = one_line(paragraph(text, style), width=200, size=size)
    return [band.box for band in decorations(block.lines[0], size)]


def test_an_underline_lies_a_tenth_of_the_size_below_the_baseline() -> None:
    # Baseline 18, thickness 2: the top is round(18 + 2 - 1).
    assert bands(TextStyle("Block", underline=True)) == [Box(0, 19, 40, 2)]


def test_a_line_through_crosses_the_letters() -> None:
    # round(18 - 6.6 - 1)
    assert bands(TextStyle("Block", line_through=True)) == [Box(0, 10, 40, 2)]


def test_both_may_be_had() -> None:
    assert len(bands(TextStyle("Block", underline=True, line_through=True))) == 2


def test_an_underline_goes_on_under_the_last_letter_spacing() -> None:
    (band,) = bands(TextStyle("Block", underline=True, letter_spacing=0.5), "ab")
    assert band.width == pytest.approx(40)


def test_no_decoration_no_band() -> None:
    assert bands(TextStyle("Block")) == []


def test_only_the_decorated_stretch_is_decorated() -> None:
    plain, ruled = TextStyle("Block"), TextStyle("Block", underline=True)
    text = Paragraph((Span("aa", plain), Span("bb", ruled), Span("cc", plain)))
    (band,) = decorations(one_line(text).lines[0], 10)
    assert (band.box.x, band.box.right) == pytest.approx((10, 20))


def test_a_highlight_reaches_from_ascent_to_descent() -> None:
    marked = TextStyle("Block", highlight="gold")
    (band,) = highlights(one_line(paragraph("ab", marked)).lines[0], 10)
    assert band.box == Box(0, 1, 10, 10)
