"""A line's glyphs from left to right, in ems: half an em for a letter of Block."""

from __future__ import annotations

import pytest
from lettering import BLOCK, faces, measured

from renderer.text.content import BULLET, Paragraph, Span, TextStyle
from renderer.text.line import Line, shape_line
from renderer.text.measure import measure
from renderer.text.wrap import LineRange, wrap

HEBREW = TextStyle("Noto Sans Hebrew")


def shaped(text: str, style: TextStyle = BLOCK, **properties: object) -> Line:
    (line,) = wrap([measured(text, style, **properties)], 1000)
    return shape_line(line, faces())


def justified(text: str, to: float, is_last: bool = False) -> Line:
    paragraph = measured(text)
    line = LineRange(paragraph, 0, len(text), is_last)
    return shape_line(line, faces(), justify_to=to)


def xs(line: Line) -> list[float]:
    return [run.x + glyph.x for run in line.runs for glyph in run.glyphs]


def test_letters_stand_side_by_side() -> None:
    assert xs(shaped("abc")) == pytest.approx([0, 0.5, 1])


def test_advances_are_those_of_the_size_cut_to_64ths_of_a_pixel() -> None:
    (line,) = wrap([measured("ab")], 1000)
    of_761_64ths = 0.5 * 761 / 64 / 11.9
    assert xs(shape_line(line, faces(), block=11.9)) == pytest.approx([0, of_761_64ths])


def test_letter_spacing_follows_the_last_letter_too() -> None:
    assert shaped("ab", TextStyle("Block", letter_spacing=0.25)).width == pytest.approx(1.5)


def test_spaces_at_the_end_count() -> None:
    assert shaped("ab  ").width == pytest.approx(2)


def test_justified_spaces_fill_the_line() -> None:
    line = justified("a b c", to=4)
    assert line.width == pytest.approx(4)
    assert xs(line)[::2] == pytest.approx([0, 1.75, 3.5])


def test_the_last_line_of_a_paragraph_is_not_justified() -> None:
    assert justified("a b c", to=4, is_last=True).width == pytest.approx(2.5)


def test_a_line_without_spaces_is_not_justified() -> None:
    assert justified("abc", to=4).width == pytest.approx(1.5)


def test_a_line_wider_than_the_box_is_not_squeezed() -> None:
    assert justified("a b c", to=1).width == pytest.approx(2.5)


@pytest.mark.parametrize(
    ("text", "expected"), [("\tx", 4), ("a\tx", 4), ("aaaaaaa\tx", 4), ("aaaaaaaa\tx", 8)]
)
def test_a_tab_goes_to_the_next_multiple_of_eight_spaces(text: str, expected: float) -> None:
    assert xs(shaped(text))[-1] == pytest.approx(expected)


def test_a_soft_hyphen_that_ends_no_line_is_not_seen() -> None:
    assert shaped("a\u00adb").width == pytest.approx(1)


def test_right_to_left_words_are_placed_from_the_right() -> None:
    first, space, second = shaped("\u05d0 \u05d1\u05d2", HEBREW).runs
    assert first.width > second.width
    assert first.x < space.x < second.x


def test_a_number_stands_left_in_right_to_left_text() -> None:
    number, _, letter = shaped("\u05d0 1", HEBREW).runs
    assert letter.face.family == "Noto Sans Hebrew"
    assert number.face.family != "Noto Sans Hebrew"


def test_a_larger_span_is_wider() -> None:
    spans = (Span("a", BLOCK), Span("b", TextStyle("Block", size=2.0)), Span("c", BLOCK))
    (line,) = wrap([measure(Paragraph(spans), faces())], 100)
    assert xs(shape_line(line, faces())) == pytest.approx([0, 0.5, 1.5])


def test_a_raised_span_stands_above_the_line() -> None:
    line = shaped("a", TextStyle("Block", rise=0.4))
    assert line.runs[0].glyphs[0].y == pytest.approx(0.4)


def test_an_item_of_a_list_has_its_bullet_on_its_first_line_only() -> None:
    lines = wrap([measured("aa bb", marker=BULLET)], 1.0)
    assert [shape_line(line, faces()).has_bullet for line in lines] == [True, False]


def test_a_number_is_a_line_of_its_own() -> None:
    number = shaped("a", marker="1. ").number
    assert number is not None
    assert number.width == pytest.approx(1.5)


def test_an_empty_line_has_no_runs() -> None:
    assert shaped("").runs == ()
