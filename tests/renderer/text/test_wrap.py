"""Paragraphs become lines: as many words as fit, and words split only where they are too long."""

from __future__ import annotations

import pytest
from lettering import measured

from renderer.text.content import TextStyle
from renderer.text.wrap import wrap


def lines(*paragraphs: str, letters: float) -> list[str]:
    """The lines in a box so many letters of Block wide."""
    return [line.text for line in wrap([measured(text) for text in paragraphs], letters / 2)]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        (99, ["aa bbb cc"]),
        (9, ["aa bbb cc"]),
        (8, ["aa bbb", "cc"]),
        (6, ["aa bbb", "cc"]),
        (5, ["aa", "bbb", "cc"]),
        (3, ["aa", "bbb", "cc"]),
    ],
)
def test_a_line_takes_as_many_words_as_fit(letters: float, expected: list[str]) -> None:
    assert lines("aa bbb cc", letters=letters) == expected


def test_a_word_that_is_too_long_is_split() -> None:
    assert lines("abcdefgh", letters=3) == ["abc", "def", "gh"]


def test_a_word_that_is_too_long_begins_a_line() -> None:
    assert lines("a bcdefgh", letters=4) == ["a", "bcde", "fgh"]


def test_the_rest_of_a_split_word_shares_its_line() -> None:
    assert lines("abcde fg", letters=4) == ["abcd", "e fg"]


@pytest.mark.parametrize("letters", [0.5, 0, -3])
def test_a_box_narrower_than_a_letter_holds_one_a_line(letters: float) -> None:
    assert lines("abc", letters=letters) == ["a", "b", "c"]


def test_spaces_vanish_where_a_line_ends() -> None:
    assert lines("aa    bb", letters=4) == ["aa", "bb"]


def test_spaces_at_the_end_of_a_paragraph_stay() -> None:
    assert lines("aa bb   ", letters=4) == ["aa", "bb   "]


def test_spaces_after_a_lone_word_make_no_line() -> None:
    assert lines("aaaa   ", letters=4) == ["aaaa   "]


def test_spaces_at_the_start_stay_and_count() -> None:
    assert lines("   aa bb", letters=6) == ["   aa", "bb"]


def test_paragraphs_begin_lines() -> None:
    assert lines("a", "", "b", letters=9) == ["a", "", "b"]


def test_a_hyphen_ends_a_line() -> None:
    assert lines("aaa-bbb", letters=5) == ["aaa-", "bbb"]


def test_a_soft_hyphen_becomes_visible_where_a_line_ends() -> None:
    assert lines("aaa\u00adbbb\u00adccc", letters=6) == ["aaa\u00adbbb\u00ad-", "ccc"]


def test_only_the_last_line_of_a_paragraph_is_its_last() -> None:
    found = wrap([measured("aa bb"), measured("c")], 1.0)
    assert [line.is_last for line in found] == [False, True, True]


def test_an_indented_paragraph_has_less_room() -> None:
    found = wrap([measured("aa bb", indent=1.0)], 2.5)
    assert [line.text for line in found] == ["aa", "bb"]


def test_sums_of_advances_do_not_break_what_just_fits() -> None:
    tenth = TextStyle("Block", letter_spacing=0.1)
    assert len(wrap([measured("aaa aaa", tenth)], 0.6 * 7)) == 1
