"""Text of both directions is put in visual order (UAX 9)."""

from __future__ import annotations

import unicodedata

import pytest
from bidi import get_display
from hypothesis import given
from hypothesis import strategies as st

from renderer.text.bidi import base_level, levels_of, visual_order
from renderer.text.bidi_levels import REMOVED, resolve_levels

ALEF, BET = "\u05d0", "\u05d1"


def seen(text: str) -> str:
    """The characters from left to right."""
    levels = levels_of(text) or [0] * len(text)
    return "".join(text[i] for i in visual_order(levels))


@pytest.mark.parametrize("text", ["", "plain", "10 + 2", "東京", "déjà"])
def test_text_without_right_to_left_letters_has_no_levels(text: str) -> None:
    assert levels_of(text) is None


def test_a_right_to_left_word_is_read_from_the_right() -> None:
    assert seen(ALEF + BET) == BET + ALEF


def test_a_right_to_left_word_in_latin_text_stays_at_its_place() -> None:
    assert seen(f"a {ALEF}{BET} z") == f"a {BET}{ALEF} z"


def test_digits_in_right_to_left_text_run_left_to_right() -> None:
    assert seen(f"{ALEF} 12") == f"12 {ALEF}"


def test_a_latin_word_in_right_to_left_text_runs_left_to_right() -> None:
    assert seen(f"{ALEF} shop {BET}") == f"{BET} shop {ALEF}"


def test_the_first_strong_character_gives_the_base_direction() -> None:
    assert seen(f"a {ALEF}!")[-1] == "!"
    assert seen(f"{ALEF} a!")[0] == "!"


def test_a_mark_sets_the_direction_unseen() -> None:
    assert seen("\u200fa!").strip("\u200f")[0] == "!"


def test_an_isolate_keeps_its_direction() -> None:
    shown = seen(f"a \u2067{ALEF}{BET} 1\u2069 z")
    assert shown.translate({0x2067: None, 0x2069: None}) == f"a 1 {BET}{ALEF} z"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"a {ALEF} ({BET})", f"a ){BET}( {ALEF}"),
        (f"a {ALEF} ({BET}) z", f"a ){BET}( {ALEF} z"),
        (f"{ALEF} (a) b", f"b )a( {ALEF}"),
        (f"{ALEF} a (b) {ALEF}", f"{ALEF} a (b) {ALEF}"),
    ],
)
def test_the_brackets_of_a_pair_have_one_direction(text: str, shown: str) -> None:
    assert seen(text) == shown


@pytest.mark.parametrize("mark", ["\u200b", "\u00ad", "\u202a"])
def test_a_character_that_draws_nothing_does_not_part_its_neighbours(mark: str) -> None:
    assert seen(ALEF + mark + BET).replace(mark, "") == BET + ALEF


@pytest.mark.parametrize(
    ("levels", "order"),
    [([], []), ([0, 0], [0, 1]), ([1, 1], [1, 0]), ([0, 1, 1, 0], [0, 2, 1, 3]),
     ([1, 2, 2, 1], [3, 1, 2, 0])],
)  # fmt: skip
def test_levels_are_reversed_from_the_highest(levels: list[int], order: list[int]) -> None:
    assert visual_order(levels) == order


@given(st.lists(st.integers(0, 125), max_size=60))
def test_visual_order_is_a_permutation(levels: list[int]) -> None:
    assert sorted(visual_order(levels)) == list(range(len(levels)))


@given(st.text(max_size=80))
def test_every_character_has_a_level(text: str) -> None:
    levels = levels_of(text)
    assert levels is None or len(levels) == len(text)


@given(st.text(alphabet="a1 ()\u05d0\u0627\u0661\u202a\u202b\u202c\u2066\u2069\u200f", max_size=60))
def test_levels_are_within_what_the_standard_allows(text: str) -> None:
    assert all(0 <= level <= 126 for level in levels_of(text) or [])


def test_a_given_direction_goes_before_the_first_strong_character() -> None:
    assert levels_of("abc!", base=1) == [2, 2, 2, 1]
    assert levels_of("אבג!", base=0) == [1, 1, 1, 0]


def test_the_base_direction_of_a_paragraph_is_found_or_given() -> None:
    assert [base_level(text) for text in ("abc אבג", "אבג abc", "12!")] == [0, 1, 0]
    assert [base_level("abc", direction) for direction in ("auto", "ltr", "rtl")] == [0, 0, 1]


@given(
    st.text(
        "ab1\u0660 ()[]\u3008\u232a+,-%$\u05d0\u05d1\u0627\u0300\u064b"
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f",
        max_size=40,
    ),
    st.sampled_from([0, 1]),
)
def test_the_visual_order_is_the_standards(text: str, base: int) -> None:
    text += "x"  # so that no space ends the line: that is the line's own affair
    shown = [text[i] for i in visual_order(resolve_levels(text, base))]
    expected = get_display(text, base_dir="LR"[base])
    assert drawn(shown) == drawn(expected)


def drawn(text: str | list[str]) -> list[str]:
    return [c for c in text if unicodedata.bidirectional(c) not in REMOVED]
