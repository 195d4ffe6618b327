"""Prices, numbers and percentages as locales write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.resolve.formats import BUILT_IN, FormatContext
from renderer.resolve.formats.patterns import currency_pattern, decimal_pattern, percent_pattern
from renderer.resolve.values import Money, money_of, number_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

babel_numbers = pytest.importorskip("babel.numbers", reason="needs the extra locales")

LOCALES = ("en", "de", "de_CH", "fr", "es", "it", "nl", "pl", "sv", "da", "cs", "pt_BR", "ja", "hi",
           "tr", "ru", "en_IN", "ar", "he", "fi")  # fmt: skip
CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CHF", "SEK", "PLN", "INR", "KWD")

locales = st.sampled_from(LOCALES)
codes = st.sampled_from(CURRENCIES)
amounts = st.decimals(-10_000_000, 10_000_000, allow_nan=False, places=2)


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("19.9 USD", "19.9", "USD"),
        ("USD 19.90", "19.90", "USD"),
        ("1.299,00 €", "1299.00", "EUR"),
        ("€1,299.00", "1299.00", "EUR"),
        ("1 299,00 zł", "1299.00", "PLN"),
        ("CHF 1'299.50", "1299.50", "CHF"),
        ("1\N{RIGHT SINGLE QUOTATION MARK}299.50", "1299.50", ""),
        ("12,34,567.50", "1234567.50", ""),
        ("1.234.567", "1234567", ""),
        ("19,9", "19.9", ""),
        ("1,299", "1299", ""),
        ("0,999", "0.999", ""),
        ("1.299", "1.299", ""),
        ("19,- €", "19", "EUR"),
        ("-5 EUR", "-5", "EUR"),
        ("€ \N{MINUS SIGN}5", "-5", "EUR"),
        (".5", "0.5", ""),
    ],
)
def test_prices_are_read_as_feeds_write_them(written: str, amount: str, currency: str) -> None:
    assert money_of(written) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    "written",
    ["", "free", "1.2.3", "1,2,3", "12 boxes", "EUR", "1e999999", "9" * 50, "10-20", True,
     float("nan"), float("inf"), [], {}, None],
)  # fmt: skip
def test_what_is_no_price_is_none(written: object) -> None:
    assert money_of(written) is None


def test_prices_may_be_objects_and_numbers() -> None:
    assert money_of({"value": "19.90", "currency": "eur"}) == Money(Decimal("19.90"), "EUR")
    assert money_of(19.9) == Money(Decimal("19.9"))


def test_a_lone_point_can_be_said_to_separate_thousands() -> None:
    assert number_of("1.299", ",") == 1299
    assert number_of("1,299", ",") == Decimal("1.299")


@pytest.mark.parametrize(
    ("locale", "text"),
    [("de", "19,90\xa0€"), ("en", "€19.90"), ("fr", "19,90\xa0€"), ("de_CH", "EUR\xa019.90"),
     ("pl", "19,90\xa0€"), ("ja", "€19.90"), ("tr", "€19,90")],
)  # fmt: skip
def test_currency(locale: str, text: str, shown: Callable[..., str]) -> None:
    assert shown("{{price | currency}}", {"price": "19.9 EUR"}, locale=locale) == text


def test_a_locale_may_be_written_with_a_hyphen(shown: Callable[..., str]) -> None:
    assert shown("{{price | currency}}", {"price": "5 EUR"}, locale="de-AT") == "€\xa05,00"


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("price | currency: 'GBP'", "£19.90"),
        ("price | currency: currency_code", "CA$19.90"),
        ("price | currency: 'EUR', 0", "€20"),
        ("price * 2 | currency: 'EUR'", "€39.80"),
        ("(price - 0.9) | currency: 'EUR', places=0", "€19"),
    ],
)
def test_currency_of_a_number(token: str, text: str, shown: Callable[..., str]) -> None:
    record = {"price": 19.9, "currency_code": "cad"}
    assert shown("{{" + token + "}}", record) == text


def test_the_design_s_currency_is_that_of_prices_without_one(shown: Callable[..., str]) -> None:
    design = {"custom": {"rules": {"currency": "SEK", "locale": "sv"}}}
    assert shown("{{price | currency}}", {"price": "99"}, design=design) == "99,00\xa0kr"


def test_a_sign_that_currencies_share_means_the_design_s(shown: Callable[..., str]) -> None:
    design = {"custom": {"rules": {"currency": "CAD", "locale": "en_CA"}}}
    assert shown("{{price | currency}}", {"price": "$99"}, design=design) == "$99.00"


@pytest.mark.parametrize(
    ("price", "said"),
    [
        ("on request", "currency: 'on request' is no price; shown as it is"),
        ("19.90", "currency: '19.90' names no currency; shown as it is"),
        ("19.90 XQX", "currency: 'XQX' is no currency; shown as it is"),
    ],
)
def test_what_can_t_be_a_price_is_shown_and_said(
    price: str, said: str, fill: Callable[..., Any]
) -> None:
    (child,), (issue,) = fill({"price": price}, {"type": "text", "text": "{{price | currency}}"})
    assert child["text"] == price
    assert (issue.kind, issue.message) == ("bad-value", said)


def test_a_price_is_never_shown_in_another_currency(fill: Callable[..., Any]) -> None:
    text = {"type": "text", "text": "{{price | currency: 'EUR'}}"}
    (child,), (issue,) = fill({"price": "5 USD"}, text)
    assert child["text"] == "5 USD"
    assert "'5 USD' is in USD, not in EUR" in issue.message


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("1234.5678 | number", "1.234,568"),
        ("1234.5 | number: 2", "1.234,50"),
        ("1234 | number", "1.234"),
        ("0.205 | percent", "21\xa0%"),
        ("0.205 | percent: 1", "20,5\xa0%"),
        ("'20 %' | percent", "20\xa0%"),
        ("19.95 | round", "20"),
        ("19.95 | round: 1", "20.0"),
    ],
)
def test_numbers(token: str, text: str, shown: Callable[..., str]) -> None:
    assert shown("{{" + token + "}}", {}, locale="de") == text


@pytest.mark.parametrize(
    ("price", "sale_price", "text"),
    [
        ("100 EUR", "80 EUR", "20%"),
        ("19.9", "15", "24%"),
        (3, 2, "33%"),
        ("€10", "0.01 EUR", "99%"),
    ],
)
def test_percent_off_never_says_more_than_it_is(
    price: object, sale_price: object, text: str, shown: Callable[..., str]
) -> None:
    record = {"price": price, "sale_price": sale_price}
    assert shown("{{price | percent_off: sale_price}}", record) == text


@pytest.mark.parametrize(
    ("sale_price", "said"),
    [
        ("20", "20 is no reduction of 19.9"),
        ("0 EUR", "0 is no reduction of 19.9"),
        ("19.8", "19.8 is less than a percent lower than 19.9"),
        ("5 USD", "prices in EUR and USD can't be compared"),
        ("", "the reduced price is missing"),
    ],
)
def test_no_percentage_is_said_of_what_is_no_reduction(
    sale_price: str, said: str, fill: Callable[..., Any]
) -> None:
    text = {"type": "text", "text": "{{price | percent_off: sale_price | suffix: ' off'}}"}
    (child,), issues = fill({"price": "19.9 EUR", "sale_price": sale_price}, text)
    assert child["text"] == ""
    assert f"percent_off: {said}; left out" in [issue.message for issue in issues]


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 штука"), (3, "3 штуки"), (5, "5 штук"), (21, "21 штука")]
)
def test_plural_follows_the_locale_s_rules(
    count: int, text: str, shown: Callable[..., str]
) -> None:
    token = "{{stock | plural: '# штука', few='# штуки', many='# штук'}}"
    assert shown(token, {"stock": count}, locale="ru") == text


def test_plural_may_have_a_word_for_none(shown: Callable[..., str]) -> None:
    token = "{{stock | plural: 'one left', '# left', zero='sold out'}}"
    assert [shown(token, {"stock": n}) for n in (0, 1, 2000)] == [
        "sold out",
        "one left",
        "2,000 left",
    ]


def test_nonzero_hides_a_zero(shown: Callable[..., str]) -> None:
    token = "{{rating | nonzero | suffix: ' stars' | default: 'new'}}"
    assert [shown(token, {"rating": n}) for n in (0, "0.0", 4)] == ["new", "new", "4 stars"]


@given(amounts, codes, locales)
def test_currencies_are_written_as_babel_does(amount: Decimal, code: str, locale: str) -> None:
    places = babel_numbers.get_currency_precision(code)
    step = Decimal(1).scaleb(-places)
    rounded = amount.quantize(step, "ROUND_HALF_UP")
    expected = babel_numbers.format_currency(rounded, code, locale=locale)
    assert currency_pattern(locale, code, None)(amount) == expected.replace("\u202f", "\xa0")


@given(amounts, locales)
def test_numbers_are_written_as_babel_does(amount: Decimal, locale: str) -> None:
    expected = babel_numbers.format_decimal(amount, locale=locale)
    assert decimal_pattern(locale, None)(amount) == expected.replace("\u202f", "\xa0")


@given(amounts, locales)
def test_percentages_are_written_as_babel_does(amount: Decimal, locale: str) -> None:
    rounded = amount.quantize(Decimal("0.01"), "ROUND_HALF_UP")
    expected = babel_numbers.format_percent(rounded, locale=locale)
    assert percent_pattern(locale, 0)(amount) == expected.replace("\u202f", "\xa0")


@given(amounts, st.sampled_from(CURRENCIES[:-1]), locales)
def test_what_currency_prints_is_read_again(amount: Decimal, code: str, locale: str) -> None:
    decimal = babel_numbers.get_decimal_symbol(locale)
    context = FormatContext(locale, code, decimal, NOW)
    printed = BUILT_IN["currency"].apply(amount, context)
    read = money_of(printed, decimal, code)
    places = Decimal(1).scaleb(-babel_numbers.get_currency_precision(code))
    assert read == Money(amount.quantize(places, "ROUND_HALF_UP"), code)


@given(amounts, locales)
def test_what_number_and_percent_print_is_read_again(amount: Decimal, locale: str) -> None:
    decimal = babel_numbers.get_decimal_symbol(locale)
    context = FormatContext(locale, "", decimal, NOW)
    assert number_of(BUILT_IN["number"].apply(amount, context), decimal) == amount
    assert number_of(BUILT_IN["percent"].apply(amount, context, 2), decimal) == amount
