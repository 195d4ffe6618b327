"""A word's glyphs and what its characters advance, in ems: half an em for a letter of Block."""

from __future__ import annotations

import pytest
from lettering import BLOCK, ROBOTO, faces
from msgspec.structs import replace

from renderer.text.content import TextStyle
from renderer.text.word import SetWord, set_word


def word(text: str, style: TextStyle = BLOCK, script: str = "Latn", rtl: bool = False) -> SetWord:
    return set_word(text, style, faces().primary(style), script, rtl)


def test_the_advances_make_up_the_width() -> None:
    wide = word("Hamburg", replace(ROBOTO, letter_spacing=0.1))
    assert wide.width == pytest.approx(sum(wide.advances))


def test_a_ligature_advances_with_its_first_character() -> None:
    fi = word("ffi", ROBOTO)
    assert (fi.starts, fi.advances[1:]) == ((0,), (0, 0))


def test_letter_spacing_follows_each_cluster() -> None:
    spaced = word("ab", replace(BLOCK, letter_spacing=0.25))
    assert spaced.advances == pytest.approx((0.75, 0.75))
    assert [glyph.x for glyph in spaced.glyphs] == pytest.approx([0, 0.75])


def test_letter_spacing_does_not_cut_letters_that_are_joined() -> None:
    arabic = TextStyle("Noto Sans Arabic")
    joined = word("\u0633\u0644\u0627\u0645", arabic, "Arab", rtl=True)
    spaced = word("\u0633\u0644\u0627\u0645", replace(arabic, letter_spacing=0.5), "Arab", rtl=True)
    assert spaced.width == joined.width


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b"])
def test_letter_spacing_does_not_follow_what_is_unseen(unseen: str) -> None:
    style = replace(BLOCK, letter_spacing=0.25)
    assert word(f"a{unseen}b", style).width == pytest.approx(word("ab", style).width)


def test_right_to_left_glyphs_begin_at_the_left() -> None:
    first, second = word("\u05d0\u05d1", TextStyle("Noto Sans Hebrew"), "Hebr", rtl=True).glyphs
    assert first.x == 0 < second.x


def test_a_raised_word_stands_above_the_baseline() -> None:
    (glyph,) = word("a", replace(BLOCK, size=0.5, rise=0.4)).glyphs
    assert glyph.y == pytest.approx(0.4)


def test_a_tab_is_as_wide_as_a_space() -> None:
    assert word("\t").width == word(" ").width


def test_a_word_is_set_once() -> None:
    assert word("once") is word("once")
