"""Text on a circle: letters of Block at size 10 are 5 px wide; the middle line is 3 px up."""

from __future__ import annotations

import math

import pytest
from lettering import BLOCK, faces, paragraph

from renderer.text.content import Paragraph, TextStyle
from renderer.text.curve import CurvedText, curve


def curved(
    *texts: str | Paragraph,
    power: float = 0.5,
    width: float = 100,
    line_height: float = 1.2,
    style: TextStyle = BLOCK,
) -> CurvedText:
    paragraphs = [text if isinstance(text, Paragraph) else paragraph(text, style) for text in texts]
    return curve(paragraphs, faces(), size=10, line_height=line_height, power=power, width=width)


def degrees(text: CurvedText) -> list[float]:
    return [glyph.degrees for glyph in text.glyphs]


def radius(power: float) -> float:
    return 10 * (2.5 / abs(power) - 1)


@pytest.mark.parametrize("power", [0.2, 0.5, 1.0, -0.5])
def test_the_circle_s_radius_depends_on_the_power_alone(power: float) -> None:
    first, second = degrees(curved("ab", power=power))
    assert abs(second - first) == pytest.approx(math.degrees(5 / radius(power)))


def test_an_odd_row_has_an_upright_letter_in_its_middle() -> None:
    assert degrees(curved("abc"))[1] == pytest.approx(0)


def test_an_arch_turns_clockwise_a_valley_against() -> None:
    assert degrees(curved("ab"))[1] > 0
    assert degrees(curved("ab", power=-0.5))[1] < 0


def test_the_letters_of_a_valley_still_run_from_left_to_right() -> None:
    xs = [glyph.x for glyph in curved("abc", power=-0.5).glyphs]
    assert xs == sorted(xs)


def test_the_row_is_centred_in_the_width_whatever_it_is() -> None:
    for width in (0, 40, 300):
        middle = curved("abc", width=width).glyphs[1]
        assert middle.x + 2.5 == pytest.approx(width / 2, abs=0.01)


def test_the_top_letter_s_baseline_hangs_on_the_line_box() -> None:
    top = curved("abc", line_height=1.2).glyphs[1]
    assert top.y == pytest.approx(1.2 * 10 * 8 / 10, abs=0.3)


def test_a_valley_ends_at_its_lowest_line_box() -> None:
    text = curved("abc", power=-0.5)
    middle = text.glyphs[1]
    assert text.box.bottom - middle.y == pytest.approx(12 * 2 / 10, abs=0.3)


def test_lines_are_joined_by_spaces() -> None:
    assert len(curved("ab", "c").glyphs) == 4


def test_letter_spacing_counts_twice() -> None:
    spaced = TextStyle("Block", letter_spacing=0.5)
    first, second = degrees(curved("ab", style=spaced))
    assert second - first == pytest.approx(math.degrees((5 + 2 * 5) / radius(0.5)))


def test_letters_past_the_full_circle_are_dropped() -> None:
    room = int(2 * math.pi * radius(1.0) / 5)
    assert len(curved("a" * 50, power=1.0).glyphs) == room


def test_the_box_holds_the_turned_line_boxes() -> None:
    straight, bent = curved("abcdef", power=0.01), curved("abcdef", power=1.0)
    assert straight.box.height == pytest.approx(12, abs=0.5)
    assert bent.box.height > 14


def test_an_underline_is_one_bent_band() -> None:
    ((band, style),) = curved("abc", style=TextStyle("Block", underline=True)).decorations
    assert style.underline
    assert len(band.contours) == 1


def test_an_empty_row_has_no_glyphs() -> None:
    text = curved("")
    assert text.glyphs == ()
    assert (text.box.width, text.box.height) == (0, 0)


@pytest.mark.parametrize("power", [2.5, 10, 1e6, -2.5])
def test_a_circle_without_a_radius_draws_nothing(power: float) -> None:
    assert curved("abc", power=power).glyphs == ()


def test_marks_stay_on_their_letters() -> None:
    glyphs = curved(paragraph("xe\u0301", TextStyle("Roboto"))).glyphs
    assert len({glyph.degrees for glyph in glyphs}) == 2
