"""The little language inside braces."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.resolve.syntax import Column, SyntaxProblem, parse

Shown = Callable[..., str]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("title", "title"),
        (" sale price ", "sale price"),
        ("g:sale_price", "g:sale_price"),
        ("sale-price", "sale-price"),
        ("custom label 0", "custom label 0"),
        ("price.amount", "price.amount"),
        ("additional_image_link.1", "additional_image_link.1"),
        ("[Preis (EUR)]", "Preis (EUR)"),
        ("Größe", "Größe"),
        ("3d_model", "3d_model"),
    ],
)
def test_names_of_columns(written: str, name: str) -> None:
    assert parse(written) == Column(name)


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("7 / 2", "3.5"),
        ("10 / 3", "3.333333"),
        ("-2 - -3", "1"),
        ("price - 0.10", "19.80 EUR"),
        ("price * 2", "39.80 EUR"),
        ("price / price", "1"),
        ("width*height", "6"),
    ],
)
def test_arithmetic(written: str, result: str, shown: Shown) -> None:
    record = {"price": "19.90 EUR", "width": 2, "height": "3"}
    assert shown("{{" + written + "}}", record) == result


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("price / stock", "19.90 EUR / 0 can't be calculated: a division by zero; left out"),
        ("price + title", "19.90 EUR + Mug can't be calculated: 'Mug' is no price; left out"),
        ("price - dollars", "19.90 EUR - 5 USD can't be calculated: EUR and USD don't go together; "
                            "left out"),
    ],
)  # fmt: skip
def test_what_can_t_be_calculated_is_left_out_and_said(
    written: str, said: str, fill: Callable[..., Any]
) -> None:
    record = {"price": "19.90 EUR", "stock": 0, "title": "Mug", "dollars": "5 USD"}
    (child,), (issue,) = fill(record, {"type": "text", "text": "{{" + written + "}}"})
    assert (child["text"], issue.message) == ("", said)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "a column, number or text is expected, but the end was found at character 1"),
        ("title |", "a format is expected after '|', not nothing at character 8"),
        ("title | | upper", "a format is expected after '|', not '| upper' at character 8"),
        ("title )", "')' is not expected at character 6"),
        ("(title", "')' is missing at character 7"),
        ("title | truncate: ", "a column, number or text is expected, but the end was found at "
                               "character 18"),
        ("title | pick: 'a", "a column, number or text is expected, not \"'a\" at character 14"),
        ("(" * 50, "nested deeper than 30 at character 32"),
        ("x" * 1001, "longer than 1000 characters at character 1001"),
    ],
)  # fmt: skip
def test_mistakes_are_said_with_their_place(written: str, said: str) -> None:
    with pytest.raises(SyntaxProblem) as raised:
        parse(written)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("title | truncate", "truncate: missing a required argument: 'length'; it takes length, end"
                             " at character 9"),
        ("title | upper: 1", "upper: too many positional arguments; it takes nothing"
                             " at character 9"),
        ("title | plural: lots='x'", "plural: got an unexpected keyword argument 'lots'; it takes "
                                     "one, other, zero, two, few, many at character 9"),
    ],
)  # fmt: skip
def test_arguments_are_checked_before_any_record(
    written: str, said: str, fill: Callable[..., Any]
) -> None:
    _, (issue,) = fill({"title": "Mug"}, {"type": "text", "text": "{{" + written + "}}"})
    assert issue.message == "{{" + written + "}}: " + said + "; left out"


@given(st.text(max_size=40) | st.text("ab1 .|:,()[]'\"+-*/=", max_size=30))
def test_parsing_anything_ends_in_an_expression_or_a_mistake(text: str) -> None:
    with contextlib.suppress(SyntaxProblem):
        parse(text)
