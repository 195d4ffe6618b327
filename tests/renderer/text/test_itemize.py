"""Paragraphs are cut where shaping has to stop: at spaces, styles, fonts, scripts, directions."""

from __future__ import annotations

import pytest
from lettering import BLOCK, ROBOTO, design_fonts, faces, paragraph

from renderer.text.content import Paragraph, Span, TextStyle
from renderer.text.itemize import FaceChooser, Item, itemize, itemize_clusters, script_of


def items(text: str, style: TextStyle = ROBOTO) -> list[Item]:
    return itemize(paragraph(text, style), faces())


def words(text: str, style: TextStyle = ROBOTO) -> list[str]:
    return [text[item.start : item.end] for item in items(text, style)]


def families(text: str, style: TextStyle = ROBOTO) -> list[str]:
    return [item.face.family for item in items(text, style)]


def test_each_space_is_an_item_of_its_own() -> None:
    assert words("to  go\tnow") == ["to", " ", " ", "go", "\t", "now"]


def test_punctuation_belongs_to_its_word() -> None:
    assert words("9,99! (é?)") == ["9,99!", " ", "(é?)"]


def test_a_style_ends_an_item() -> None:
    bold = TextStyle("Roboto", weight=700)
    found = itemize(Paragraph((Span("so", ROBOTO), Span("ft", bold))), faces())
    assert [(item.start, item.end, item.style) for item in found] == [(0, 2, ROBOTO), (2, 4, bold)]


def test_a_script_ends_an_item() -> None:
    assert words("aЖ") == ["a", "Ж"]


def test_digits_and_marks_go_with_any_script() -> None:
    assert words("Ж1") == ["Ж1"]


def test_a_direction_ends_an_item() -> None:
    assert [item.rtl for item in items("a\u05d0")] == [False, True]


def test_a_missing_glyph_comes_from_a_fallback() -> None:
    assert families("a東b", BLOCK) == ["Block", "Noto Sans CJK JP", "Block"]


def test_a_cluster_is_never_torn_between_fonts() -> None:
    assert words("ae\u0301b", BLOCK) == ["a", "e\u0301", "b"]


def test_an_emoji_sequence_is_one_item_in_the_colour_font() -> None:
    text = "\U0001f469\u200d\U0001f680"
    assert words(text) == [text]
    assert families(text) == ["Noto Color Emoji"]


def test_a_digit_alone_is_no_emoji() -> None:
    assert families("1") == ["Roboto"]


def test_decomposed_hangul_is_drawn_by_the_font_that_composes_it() -> None:
    assert families("\u1100\u1161") == ["Noto Sans CJK KR"]


def test_clusters_are_graphemes() -> None:
    found = itemize_clusters(paragraph("e\u0301\U0001f1e9\U0001f1ea", ROBOTO), faces())
    assert [(item.start, item.end) for item in found] == [(0, 2), (2, 4)]


@pytest.mark.parametrize(
    ("cluster", "code"),
    [("a", "Latn"), ("é", "Latn"), ("1", "Zyyy"), ("\u05d0", "Hebr"), ("\u0301", "Zyyy"),
     ("1\u0301", "Zyyy"), ("東", "Hani"), ("か", "Hira")],
)  # fmt: skip
def test_a_cluster_s_script_is_that_of_its_letter(cluster: str, code: str) -> None:
    assert script_of(cluster) == code


def problems(text: str, style: TextStyle = ROBOTO) -> list[str]:
    chooser = FaceChooser(design_fonts({}))
    one = paragraph(text, style)
    itemize(one, chooser)
    return list(chooser.problems([one]))


def test_a_character_that_no_font_has_is_named_once() -> None:
    assert problems("漢 and 漢") == ["no font has a glyph for '漢' (U+6F22)"]


def test_a_family_that_is_nowhere_is_named_with_what_is_drawn() -> None:
    assert problems("a", TextStyle("Nowhere")) == ["font 'Nowhere' can't be found; drawn in Roboto"]


def test_a_drawable_text_has_no_problems() -> None:
    assert problems("plain, déjà\u200b vu") == []


def test_a_problem_is_told_of_the_texts_that_have_it_only() -> None:
    chooser = FaceChooser(design_fonts({}))
    bad, good = paragraph("漢", ROBOTO), paragraph("fine", ROBOTO)
    for one in (bad, good):
        itemize(one, chooser)
    assert chooser.problems([good]) == {}


def test_a_lone_surrogate_is_shown_as_a_question_mark() -> None:
    assert problems("\ud800") == ["no font has a glyph for '?' (U+D800)"]
