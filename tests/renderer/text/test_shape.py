"""Words become glyphs with advances in font units."""

from __future__ import annotations

import pytest
from lettering import fonts

from renderer.fonts.face import Face
from renderer.text.shape import ShapedGlyph, shape


def face(family: str) -> Face:
    found = fonts().face(family)
    assert found is not None
    return found


def shaped(
    text: str, family: str = "Roboto", script: str = "Latn", rtl: bool = False, spaced: bool = False
) -> tuple[ShapedGlyph, ...]:
    return shape(face(family), text, script, rtl, not spaced)


def width(text: str, family: str = "Roboto") -> int:
    return sum(glyph.advance for glyph in shaped(text, family))


def test_a_block_is_as_wide_as_it_says() -> None:
    assert [glyph.advance for glyph in shaped("AB", "Block")] == [500, 500]


def test_pairs_are_kerned() -> None:
    assert width("AV") < width("A") + width("V")


def test_a_ligature_is_one_glyph_for_several_characters() -> None:
    assert [glyph.cluster for glyph in shaped("ffi")] == [0]


def test_letter_spaced_text_has_no_ligatures() -> None:
    assert [glyph.cluster for glyph in shaped("ffi", spaced=True)] == [0, 1, 2]


def test_a_mark_stands_on_its_letter() -> None:
    assert width("e\u0301") == width("e")


def test_arabic_letters_join() -> None:
    alone = shaped("\u0642", "Noto Sans Arabic", "Arab", rtl=True)
    joined = shaped("\u0642\u0647\u0648\u0629", "Noto Sans Arabic", "Arab", rtl=True)
    assert alone[0].index not in [glyph.index for glyph in joined]


def test_right_to_left_glyphs_come_in_visual_order() -> None:
    clusters = [g.cluster for g in shaped("\u05d0\u05d1", "Noto Sans Hebrew", "Hebr", rtl=True)]
    assert clusters == [1, 0]


@pytest.mark.parametrize(
    "sequence",
    [
        "\U0001f469\u200d\U0001f680",
        "\U0001f44d\U0001f3fd",
        "\U0001f1e9\U0001f1ea",
        "1\ufe0f\u20e3",
    ],
    ids=["astronaut", "dark thumb", "flag", "keycap"],
)
def test_an_emoji_sequence_is_one_picture(sequence: str) -> None:
    seen = [g for g in shaped(sequence, "Noto Color Emoji", "Zyyy") if g.advance]
    assert len(seen) == 1


def test_a_lone_surrogate_is_shaped_as_the_replacement_character() -> None:
    assert len(shaped("a\ud800b")) == 3


def test_a_word_is_shaped_once() -> None:
    assert shaped("again") is shaped("again")
