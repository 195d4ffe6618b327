"""A text becomes paragraphs of what is drawn of it."""

from __future__ import annotations

import pytest

from renderer.text.content import (
    Paragraph,
    Span,
    TextStyle,
    clean,
    plain_paragraphs,
    transformed,
)

STYLE = TextStyle("Roboto")


def lines(text: str) -> list[str]:
    return [paragraph.text for paragraph in plain_paragraphs(text, STYLE)]


def changed(transform: str, *texts: str) -> list[str]:
    paragraph = Paragraph(tuple(Span(text, STYLE) for text in texts))
    (result,) = transformed([paragraph], transform)
    return [span.text for span in result.spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one", ["one"]),
        ("one\ntwo", ["one", "two"]),
        ("one\rtwo", ["one", "two"]),
        ("one\r\ntwo", ["one", "", "two"]),
        ("\n", ["", ""]),
        ("", [""]),
    ],
)
def test_each_newline_and_carriage_return_ends_a_paragraph(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\v", "\f"])
def test_other_separators_are_drawn_as_a_space(separator: str) -> None:
    assert lines(f"one{separator}two") == ["one two"]


@pytest.mark.parametrize("character", ["\ufeff", "\u0085", "\x00", "\u2060"])
def test_some_characters_are_not_drawn(character: str) -> None:
    assert clean(f"a{character}b") == "ab"


def test_uppercase() -> None:
    assert changed("uppercase", "straße é") == ["STRASSE É"]


def test_lowercase() -> None:
    assert changed("lowercase", "Quiet ÄÖ") == ["quiet äö"]


@pytest.mark.parametrize("transform", ["none", "", "small-caps"])
def test_no_and_unknown_transforms_change_nothing(transform: str) -> None:
    assert changed(transform, "As It is") == ["As It is"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warm wool", "Warm Wool"),
        ("o'neil", "O'neil"),
        ("e-mail", "E-Mail"),
        ("a_b.c&d@e/f", "A_B.C&D@E/F"),
        ("3rd party", "3rd Party"),
        ("(sale)", "(Sale)"),
        ("„sale“", "„Sale“"),
        ("McKay", "McKay"),
        ("ßa", "SSa"),
        ("école", "École"),
    ],
)
def test_capitalize_raises_the_first_letter_of_each_word(text: str, expected: str) -> None:
    assert changed("capitalize", text) == [expected]


def test_capitalize_begins_a_word_with_every_run() -> None:
    assert changed("capitalize", "bo", "ld") == ["Bo", "Ld"]
