"""Fitting within what the designer allows. Letters are half as wide as they are high, lines 1.2
times as high.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lettering import set_in_box

from renderer.text.bounds import Bounds, largest_fitting
from renderer.text.place import Block

UNBOUNDED = 1000.0


def words(block: Block) -> list[int]:
    """How many glyphs each line has, spaces included."""
    return [sum(len(run.glyphs) for run in placed.line.runs) for placed in block.lines]


def bound(
    text: str, least: float, most: float, lines: int = 0, cuts: bool = True, **box: Any
) -> Block:
    return set_in_box(text, bounds=Bounds(least, most, lines, cuts), **box)


def test_a_short_text_takes_the_largest_size() -> None:
    block = bound("aaa", 10, 40, width=100, height=100, size=20)
    assert (block.size, block.height, block.problem) == (40, 100, "")


def test_a_longer_one_takes_the_largest_that_fits_its_width() -> None:
    # Six letters of 5 px in 30 px; at 10.5 px the word would be split.
    assert bound("aaaaaa", 8, 40, width=30, height=100).size == 10


def test_and_its_height() -> None:
    # Two lines of 12 px; at 10.5 px they would be 25.2 px high.
    assert bound("aaa bbb", 8, 40, width=20, height=24).size == 10


def test_no_more_lines_than_allowed() -> None:
    block = bound("aa bb cc dd", 4, 20, lines=2, width=50, height=UNBOUNDED)
    assert (words(block), block.size) == ([5, 5], 20)
    assert bound("aa bb cc dd", 4, 20, lines=1, width=55, height=UNBOUNDED).size == 10


def test_what_is_too_long_at_the_least_size_is_cut() -> None:
    block = bound("aaa bbb ccc", 10, 20, lines=1, width=40, height=UNBOUNDED)
    assert (words(block), block.size, block.problem) == ([8], 10, "text-cut")


def test_or_runs_over_its_box() -> None:
    block = bound("aaa bbb ccc", 10, 20, cuts=False, width=20, height=24)
    assert (len(block.lines), block.size, block.problem) == (3, 10, "text-overflow")
    assert block.height == pytest.approx(36)


def test_a_word_too_long_at_the_least_size_is_split() -> None:
    block = bound("aaaaaa", 10, 20, width=15, height=UNBOUNDED)
    assert (words(block), block.problem) == ([3, 3], "word-split")


def test_the_box_keeps_its_height_so_that_the_text_can_stand_in_its_middle() -> None:
    block = bound("aaa", 10, 10, width=100, height=112, vertical_align="middle")
    assert (block.height, block.lines[0].top) == (112, 50)


def test_balanced_lines_are_of_about_one_length() -> None:
    uneven = set_in_box("aa bb cc dd ee", width=55, height=100)
    even = set_in_box("aa bb cc dd ee", width=55, height=100, balanced=True)
    assert (words(uneven), words(even)) == ([11, 2], [8, 5])


def test_balanced_lines_are_not_more() -> None:
    for width in range(15, 80):
        plain = set_in_box("aa bbbb c dd ee", width=width, height=100)
        even = set_in_box("aa bbbb c dd ee", width=width, height=100, balanced=True)
        assert len(even.lines) == len(plain.lines)


def test_a_cut_text_is_not_balanced() -> None:
    block = bound("aaa bbb ccc", 10, 10, lines=1, width=40, height=100, balanced=True)
    assert words(block) == [8]


@given(st.floats(1, 50), st.floats(0, 100), st.floats(0.5, 200))
def test_the_largest_fitting_size_is_within_half_a_pixel(
    least: float, more: float, limit: float
) -> None:
    size = largest_fitting(Bounds(least, least + more), lambda size: size <= limit)
    if size is None:
        assert limit < least
    else:
        assert least <= size <= min(limit, least + more)
        assert size == least + more or size + 0.5 > limit
