"""Prices, numbers and percentages as a locale writes them."""

from __future__ import annotations

import functools
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from renderer.resolve.formats.format import FormatContext, NothingToShow, ValueFormat, babel_locale
from renderer.resolve.formats.patterns import (
    MOST_PLACES,
    currency_pattern,
    decimal_pattern,
    percent_pattern,
)
from renderer.resolve.values import Value, is_missing, shown_text

REMEMBERED = 1024  # counts


def currency(value: Value, context: FormatContext, code: Value = "", places: Value = None) -> str:
    """A price with its currency; ``code`` is for prices that name none."""
    money = context.money(value)
    iso = money.currency or shown_text(code).strip().upper() or context.currency
    if code and money.currency and money.currency != shown_text(code).strip().upper():
        raise ValueError(f"{shown_text(value)[:40]!r} is in {money.currency}, not in {code}")
    if not iso:
        raise ValueError(f"{shown_text(value)[:40]!r} names no currency")
    return currency_pattern(context.locale, iso, _places(places))(money.amount)


def number(value: Value, context: FormatContext, places: Value = None) -> str:
    """A number with the locale's separators; without ``places`` up to three decimals."""
    return decimal_pattern(context.locale, _places(places))(context.number(value))


def percent(value: Value, context: FormatContext, places: Value = 0) -> str:
    """A fraction as a percentage: 0.2 and "20 %" are twenty percent."""
    return percent_pattern(context.locale, _places(places))(context.number(value))


def percent_off(value: Value, context: FormatContext, reduced: Value, places: Value = 0) -> str:
    """How much less the second price is, in percent, never more than it is."""
    if is_missing(reduced):
        raise NothingToShow("the reduced price is missing")
    full, less = context.money(value), context.money(reduced)
    if full.currency and less.currency and full.currency != less.currency:
        raise NothingToShow(f"prices in {full.currency} and {less.currency} can't be compared")
    if not 0 < less.amount < full.amount:
        raise NothingToShow(f"{less.amount:f} is no reduction of {full.amount:f}")
    step = Decimal(1).scaleb(-(_places(places) or 0) - 2)
    fraction = ((full.amount - less.amount) / full.amount).quantize(step, ROUND_FLOOR)
    if not fraction:
        raise NothingToShow(f"{less.amount:f} is less than a percent lower than {full.amount:f}")
    return percent_pattern(context.locale, _places(places))(fraction)


def rounded(value: Value, context: FormatContext, places: Value = 0) -> Decimal:
    amount = context.number(value)
    return amount.quantize(Decimal(1).scaleb(-(_places(places) or 0)), ROUND_HALF_UP)


def nonzero(value: Value, context: FormatContext) -> Value:
    """The value, or nothing where it is a zero."""
    return None if context.number(value) == 0 else value


def plural(
    value: Value,
    context: FormatContext,
    one: Value = "",
    other: Value = "",
    *,
    zero: Value = "",
    two: Value = "",
    few: Value = "",
    many: Value = "",
) -> str:
    """The wording for a count by the locale's rules; ``#`` in it stands for the number."""
    count = context.number(value)
    wordings = {"zero": zero, "one": one, "two": two, "few": few, "many": many}
    chosen = zero if count == 0 and zero else wordings.get(_category(abs(count), context.locale))
    return shown_text(chosen or other or one).replace("#", number(count, context))


@functools.lru_cache(REMEMBERED)
def _category(count: Decimal, locale: str) -> str:
    return str(babel_locale(locale).plural_form(count))


def _places(places: Value) -> int | None:
    if places is None or places == "":
        return None
    try:
        count = int(places)
    except (TypeError, ValueError):
        raise ValueError(f"{shown_text(places)!r} decimal places make no sense") from None
    if not 0 <= count <= MOST_PLACES:
        raise ValueError(f"0 to {MOST_PLACES} decimal places are expected, not {count}")
    return count


FORMATS = (
    ValueFormat("currency", currency),
    ValueFormat("number", number),
    ValueFormat("percent", percent),
    ValueFormat("percent_off", percent_off),
    ValueFormat("round", rounded),
    ValueFormat("nonzero", nonzero),
    ValueFormat("plural", plural),
)
