"""Words are divided where their language allows it."""

from __future__ import annotations

import pytest
from lettering import BLOCK, paragraph, set_in_box

from renderer.text.content import Paragraph, Span
from renderer.text.hyphenation import hyphenated

pytest.importorskip("pyphen", reason="needs the extra locales")


def shown(text: str, language: str) -> str:
    (divided,) = hyphenated([paragraph(text)], language)
    return divided.text.replace("\u00ad", "-")


@pytest.mark.parametrize(
    ("language", "word", "divided"),
    [
        ("de", "Kaffeetasse", "Kaf-fee-tasse"),
        ("en_US", "hyphenation", "hy-phen-ation"),
        ("de-AT", "KAFFEETASSE", "KAF-FEE-TASSE"),
        ("de", "Tasse", "Tasse"),
    ],
)
def test_words_are_divided(language: str, word: str, divided: str) -> None:
    assert shown(word, language) == divided


def test_spans_keep_their_styles() -> None:
    spans = (Span("Kaffee", BLOCK), Span("tassen", BLOCK))
    (divided,) = hyphenated([Paragraph(spans)], "de")
    assert [span.text.replace("\u00ad", "-") for span in divided.spans] == ["Kaf-fee", "tas-sen"]


def test_a_language_without_a_dictionary_is_an_error() -> None:
    with pytest.raises(ValueError, match="has no dictionary of 'tlh'"):
        hyphenated([paragraph("Kaffeetasse")], "tlh")


def test_a_hyphen_is_drawn_where_a_word_is_divided_and_only_there() -> None:
    divided = hyphenated([paragraph("Kaffeetasse")], "de")
    wide = set_in_box(*divided, width=100, height=100)
    narrow = set_in_box(*divided, width=35, height=100)
    plain = set_in_box("Kaffeetasse", width=100, height=100)
    assert wide.lines[0].width == plain.lines[0].width
    assert [round(line.width / 5) for line in narrow.lines] == [7, 5]
