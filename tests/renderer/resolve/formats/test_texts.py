"""Words: their case, their length, parts of them, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from renderer.resolve.formats import BUILT_IN
from renderer.resolve.formats.texts import TAG, without_markup

Shown = Callable[..., str]


@pytest.mark.parametrize(
    ("format", "value", "text"),
    [
        ("upper", "Straße", "STRASSE"),
        ("lower", "MUG", "mug"),
        ("title", "RED COFFEE MUG", "Red Coffee Mug"),
        ("title", "red coffee mug for o'neil's iPhone", "Red Coffee Mug For O'neil's iPhone"),
        ("sentence", "RED COFFEE MUG", "Red coffee mug"),
        ("sentence", "Red Coffee Mug For iPhone 4K", "Red coffee mug for iPhone 4K"),
        ("truncate: 12", "The quick brown fox", "The quick…"),
        ("truncate: 9", "The quick brown fox", "The…"),
        ("truncate: 10", "The quick, brown fox", "The quick…"),
        ("truncate: 19", "The quick brown fox", "The quick brown fox"),
        ("truncate: 6", "Donaudampfschiff", "Donau…"),
        ("truncate: 12, ' etc.'", "The quick brown fox", "The etc."),
        ("truncate: 3", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "…"),
        ("split: '>' | pick: -1", "Home > Kitchen > Mugs", "Mugs"),
        ("split: '>' | pick: 1", "Home > Kitchen > Mugs", "Home"),
        ("split: '>' | join: ' / '", "Home > Kitchen", "Home / Kitchen"),
        ("pick: 2", ["a", "b"], "b"),
        ("pick: 3 | default: 'none'", ["a", "b"], "none"),
        ("join: ' and '", ["a", None, "b"], "a and b"),
        ("replace: 'Mug', 'Cup'", "Red Mug", "Red Cup"),
        ("replace: 'Mug'", "Mug red", " red"),
        ("prefix: 'by '", "Kiln", "by Kiln"),
        ("suffix: ' left'", 3, "3 left"),
        ("plain", "<p>A<br>mug &amp; <b>more</b></p>", "A mug & more"),
        ("plain", "&lt;b&gt;bold&lt;/b&gt;", "bold"),
    ],
)
def test_formats(format: str, value: object, text: str, shown: Shown) -> None:
    assert shown("{{value | " + format + "}}", {"value": value}) == text


def test_turkish_has_two_kinds_of_i(shown: Shown) -> None:
    pytest.importorskip("babel", reason="needs the extra locales")
    assert shown("{{a | upper}} {{b | lower}}", {"a": "izmir", "b": "IRAK"}, locale="tr") == (
        "İZMİR \N{LATIN SMALL LETTER DOTLESS I}rak"
    )


@pytest.mark.parametrize("format", ["replace: 'a', long", "split: 'a' | join: long"])
def test_no_format_makes_a_text_without_end(format: str, fill: Callable[..., Any]) -> None:
    record = {"value": "ba" * 500, "long": "x" * 1000}
    _, issues = fill(record, {"type": "text", "text": "{{value | " + format + "}}"})
    assert "the text would have more than 100,000 characters" in str(issues)


@pytest.mark.parametrize("text", ["&amp;" * 3 + "amp;" * 20_000, "<" * 30_000 + "b>" * 30_000])
def test_markup_within_markup_comes_to_an_end(text: str) -> None:
    assert len(without_markup(text)) <= 10_000


@pytest.mark.parametrize("format", ["prefix: 'by '", "suffix: ' left'", "upper", "truncate: 5"])
def test_formats_leave_a_missing_value_missing(format: str, fill: Callable[..., Any]) -> None:
    (child,), (issue,) = fill({"x": ""}, {"type": "text", "text": "{{x | " + format + "}}"})
    assert (child["text"], issue.kind) == ("", "missing-value")


def test_default_stands_in_for_a_missing_value(shown: Shown) -> None:
    token = "{{short_title | default: title, 'Our choice' | upper}}"
    assert shown(token, {"short_title": "", "title": None}) == "OUR CHOICE"


@pytest.mark.parametrize("name", [name for name, one in BUILT_IN.items() if one.takes_missing])
def test_only_default_takes_missing_values(name: str) -> None:
    assert name == "default"


@given(st.text(max_size=60), st.integers(1, 30))
def test_truncate_keeps_to_its_length_and_splits_no_character(value: str, length: int) -> None:
    cut = BUILT_IN["truncate"].apply(value, None, length)
    assert len(cut) <= length
    whole = regex.findall(r"\X", " ".join(value.split()))
    kept = regex.findall(r"\X", cut.removesuffix("…"))
    assert kept == whole[: len(kept)] or not kept or kept[-1] == whole[len(kept) - 1].rstrip()


@given(st.text("<>/&;#ablt 1", max_size=40))
def test_no_tag_survives(text: str) -> None:
    assert not TAG.search(without_markup(text))
