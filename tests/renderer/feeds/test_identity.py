"""A product's id: the same text whichever way a feed writes it, and no other product's."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from renderer.feeds.identity import product_id


@pytest.mark.parametrize(
    ("written", "product"),
    [(7, "7"), (7.0, "7"), (" 7 ", "7"), (12345678.0, "12345678"), (1e16, "10000000000000000"),
     (7.25, "7.25"), (True, ""), (None, ""), ([], "")],
)  # fmt: skip
def test_an_id_is_what_a_reader_sees(written: object, product: str) -> None:
    assert product_id({"id": written}) == product


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_different_numbers_are_different_products(one: float, other: float) -> None:
    assume(one != other)
    assert product_id({"id": one}) != product_id({"id": other})


def test_the_first_of_the_usual_columns_that_is_filled_in_is_taken() -> None:
    assert product_id({"GTIN": 4006381333931.0, " Sku ": "a", "id": ""}) == "a"
    assert product_id({"GTIN": 4006381333931.0, "id": None}) == "4006381333931"


def test_a_column_that_is_named_is_taken_alone() -> None:
    assert product_id({"id": "a", "code": 5}, "code") == "5"
    assert product_id({"id": "a"}, "code") == ""
