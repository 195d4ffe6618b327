"""How high lines are and where their baselines lie; Block's ascent is .8 em, its descent .2."""

from __future__ import annotations

import pytest
from lettering import faces

from renderer.text.content import TextStyle
from renderer.text.metrics import LineBox, line_box


def box(*styles: TextStyle, size: float = 10, line_height: float = 1.2) -> LineBox:
    return line_box([(style, faces().primary(style)) for style in styles], size, line_height)


def block(**properties: float) -> TextStyle:
    return TextStyle("Block", **properties)  # type: ignore[arg-type]


@pytest.mark.parametrize(("line_height", "height"), [(1, 10), (1.2, 12), (2, 20), (0, 0)])
def test_a_line_is_line_height_times_size_high(line_height: float, height: float) -> None:
    assert box(block(), line_height=line_height).height == pytest.approx(height)


@pytest.mark.parametrize(("line_height", "baseline"), [(1, 8), (1.2, 9), (2, 13), (0.5, 5.5)])
def test_ascent_and_descent_are_centred_in_the_line(line_height: float, baseline: float) -> None:
    assert box(block(), line_height=line_height).baseline == pytest.approx(baseline)


def test_ascent_and_descent_count_in_whole_pixels() -> None:
    assert box(block(), size=16, line_height=1).baseline == pytest.approx((16 - 13 - 3) / 2 + 13)


def test_the_largest_characters_make_the_height() -> None:
    assert box(block(), block(size=2.0)) == box(block(size=2.0))


def test_a_small_raised_character_pushes_the_next_line_down() -> None:
    plain = box(block(), size=40)
    raised = box(block(), block(size=1 / 1.2, rise=0.4), size=40)
    assert raised.height > plain.height
    assert raised.baseline == plain.baseline


def test_a_small_lowered_character_pushes_the_next_line_down() -> None:
    plain = box(block(), size=40)
    lowered = box(block(), block(size=1 / 1.2, rise=-0.25), size=40)
    assert lowered.height > plain.height
    assert lowered.baseline == plain.baseline


def test_a_line_of_raised_characters_alone_is_as_high_as_they_are() -> None:
    assert box(block(size=0.5, rise=0.4)).height == pytest.approx(6, abs=5)
