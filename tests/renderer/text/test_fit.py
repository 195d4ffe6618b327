"""A text fits its box: the box grows, the text shrinks, or it is cut. Letters are half as wide
as they are high, lines 1.2 times as high.
"""

from __future__ import annotations

import pytest
from lettering import paragraph, set_in_box

from renderer.text.content import Paragraph, Span, TextStyle
from renderer.text.place import Block


def lines(block: Block) -> list[int]:
    """How many glyphs each line has, spaces included."""
    return [sum(len(run.glyphs) for run in placed.line.runs) for placed in block.lines]


def shrunk(*texts: str | Paragraph, **box: float) -> Block:
    return set_in_box(*texts, overflow="change-font-size", **box)


def cut(*texts: str | Paragraph, **box: float) -> Block:
    return set_in_box(*texts, overflow="ellipsis", **box)


@pytest.mark.parametrize("height", [0, 5, 500])
def test_resize_gives_the_box_the_height_of_the_lines(height: float) -> None:
    block = set_in_box("aaa bbb", width=15, height=height)
    assert (block.height, block.size) == (pytest.approx(24), 10)


def test_keep_height_keeps_a_box_that_is_high_enough() -> None:
    assert set_in_box("aaa", height=50, overflow="keep-height").height == 50


def test_keep_height_grows_a_box_that_is_too_low() -> None:
    block = set_in_box("aaa", height=5, vertical_align="bottom", overflow="keep-height")
    assert block.height == pytest.approx(12)
    assert block.lines[0].top == 0


def test_a_text_that_fits_keeps_its_size() -> None:
    block = shrunk("aaa", width=100, height=50)
    assert (block.size, block.height) == (10, pytest.approx(12))


def test_a_text_shrinks_until_its_lines_fit() -> None:
    # 7 letters in 2 lines of 4: 16 px are 8 letters of 4 px at size 8; 2 lines of 9.6 need 19.2.
    block = shrunk("aaa bbb", width=16, height=20, size=20)
    assert block.size == pytest.approx(8)
    assert lines(block) == [3, 3]


@pytest.mark.parametrize(("size", "found"), [(33.3, 10.8), (20, 10.5), (12.25, 10.75)])
def test_sizes_are_halves_below_the_stored_one(size: float, found: float) -> None:
    assert shrunk("aaa", width=100, height=13, size=size).size == pytest.approx(found)


def test_a_text_shrinks_to_one_pixel_at_least() -> None:
    assert shrunk("aaa bbb ccc", width=5, height=1).size == 1


def test_a_stored_size_below_one_stays() -> None:
    assert shrunk("aaa", width=5, height=0.1, size=0.6).size == 0.6


def test_a_word_may_be_split_to_keep_its_size() -> None:
    assert lines(shrunk("aaaaaa", width=15, height=24)) == [3, 3]


@pytest.mark.parametrize("height", [0, -5])
def test_a_box_without_height_shrinks_to_the_least(height: float) -> None:
    assert shrunk("aaa", height=height).size == 1


def test_larger_spans_shrink_in_proportion() -> None:
    large = Paragraph((Span("a", TextStyle("Block", size=2.0)),))
    assert shrunk(large, height=12).size == pytest.approx(5)


def test_an_ellipsis_cuts_the_lines_that_do_not_fit() -> None:
    # A line holds 8 letters: "aaa bbb" and an ellipsis just fit.
    assert lines(cut("aaa bbb ccc", width=40, height=12)) == [8]


def test_an_ellipsis_drops_whole_words_until_it_fits() -> None:
    assert lines(cut("aaa bbbb ccc", width=40, height=12)) == [4]


def test_an_ellipsis_stands_alone_for_a_word_that_does_not_fit() -> None:
    assert lines(cut("aaaaaaaaaaaa", width=40, height=12)) == [1]


def test_a_text_that_fits_is_not_cut() -> None:
    assert lines(cut("aaa bbb", width=40, height=12)) == [7]


@pytest.mark.parametrize(
    ("height", "count"), [(0, 1), (12, 1), (23.4, 1), (23.5, 2), (24, 2), (100, 3)]
)
def test_as_many_lines_stay_as_the_box_holds_but_one(height: float, count: int) -> None:
    assert len(cut("aaa", "bbb", "ccc", height=height).lines) == count


def test_an_ellipsis_keeps_the_box_s_height() -> None:
    assert cut("aaa", height=50).height == 50


def test_a_hyphen_before_the_ellipsis_stays() -> None:
    assert lines(cut("aaa-bbbbbb", width=30, height=12)) == [5]


def test_a_blank_last_line_stays_blank() -> None:
    assert lines(cut("aaa", "", "ccc", height=24)) == [3, 0]


def test_a_line_that_ends_a_paragraph_takes_the_ellipsis_too() -> None:
    assert lines(cut("aaa", "bbb", height=12)) == [4]


def test_east_asian_text_drops_characters() -> None:
    text = paragraph("東京大阪東京大阪", TextStyle("Noto Sans JP"))
    assert lines(cut(text, width=45, height=12)) == [4]


def test_the_ellipsis_has_the_style_of_what_it_follows() -> None:
    bold = TextStyle("Block", weight=700)
    text = Paragraph((Span("aaa ", TextStyle("Block")), Span("bbb ccccc", bold)))
    (line,) = cut(text, width=40, height=12).lines
    assert line.line.runs[-1].style == bold


def test_lines_without_height_are_not_cut() -> None:
    assert lines(cut("aaa", "bbb", line_height=0, height=1)) == [3, 3]
