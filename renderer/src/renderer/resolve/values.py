"""What a record's values mean: missing or not, what a reader sees, numbers, prices and dates."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct

Json = Any
"""A JSON value as ``json.loads`` gives it."""

LONGEST_NUMBER = 40  # characters; what is longer is an article number or a mistake
LARGEST = Decimal(10) ** 18
REMEMBERED = 1024  # prices: each is asked for several times while its product is drawn

SYMBOLS: Mapping[str, Sequence[str]] = {
    "€": ("EUR",), "£": ("GBP", "EGP"), "UK£": ("GBP",), "₹": ("INR",), "Rs": ("INR",),
    "₽": ("RUB",), "₩": ("KRW",), "￦": ("KRW",), "₪": ("ILS",), "₺": ("TRY",), "₫": ("VND",),
    "฿": ("THB",), "₴": ("UAH",), "₱": ("PHP",), "₦": ("NGN",), "zł": ("PLN",), "Kč": ("CZK",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD", "CLP", "COP", "ARS"),
    "R$": ("BRL",), "BR$": ("BRL",), "NT$": ("TWD",), "¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"),
    "元": ("CNY",), "kr": ("SEK", "NOK", "DKK", "ISK"), "kr.": ("DKK", "ISK"), "Nkr": ("NOK",),
    "Dkr": ("DKK",), "Ft": ("HUF",), "lei": ("RON",), "лв.": ("BGN",), "Fr.": ("CHF",),
    "SFr.": ("CHF",),
}  # fmt: skip
"""What stands beside a price, and the currencies it may mean; the first where nothing else says."""

_AMOUNT = re.compile(r"[.,]?\d(?:[\d.,]|['\u2019\s](?=\d{3}(?!\d)))*")
_PLAIN = re.compile(r"(-?\d{1,15}(?:\.\d{1,15})?)(?: ?([A-Z]{3}))?")  # as the ad networks ask
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}")
_CODE = re.compile(r"[A-Za-z]{3}")
_INVISIBLE = dict.fromkeys(map(ord, "\u200e\u200f\u061c+"))
_MINUS = "-\N{MINUS SIGN}"
_DASHES = re.compile(r"^[.,]?[-\u2013\u2014]+")  # 19,- and 19.-


class Money(Struct, frozen=True):
    """An amount of a currency; its ISO 4217 code is '' where the value names none."""

    amount: Decimal
    currency: str = ""


Value = Any
"""A value on its way through formats: JSON, Decimal, date, datetime or Money; None is missing."""


def shown_text(value: Value) -> str:
    """What a reader sees for a column's value; '' for null and for blank text.

    Decimals keep the digits they are stored with and never an exponent; whole floats lose
    their ``.0``.
    """
    if isinstance(value, str):
        return "" if value.isspace() else value
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() | Decimal() if not math.isfinite(value):
            return ""
        case Decimal():
            return format(value, "f")
        case float():
            return format(Decimal(repr(value)), "f").removesuffix(".0")
        case Money():
            return f"{value.amount:f} {value.currency}".rstrip()
        case date():
            return value.isoformat()
        case list() | tuple():
            return ", ".join(text for item in value if (text := shown_text(item)))
        case dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)


def source_text(value: Value) -> str:
    """An address for an image: of a list of pictures the first."""
    if isinstance(value, list | tuple):
        value = next((item for item in value if shown_text(item)), None)
    return shown_text(value).strip()


def is_missing(value: Value) -> bool:
    """Whether there is nothing to show: null, blank, not a number, or a list of such."""
    if isinstance(value, str):
        return not value or value.isspace()
    if value is None:
        return True
    if isinstance(value, float | Decimal):
        return not math.isfinite(value)
    if isinstance(value, list | tuple):
        return all(map(is_missing, value))
    return isinstance(value, dict) and not value


def money_of(value: Value, decimal: str = ".", currency: str = "") -> Money | None:
    """The price that a value states, such as ``19.9 USD``, ``1.299,00 €`` or 19.9; None for none.

    A number alone has no currency; an object gives its ``amount`` or ``value`` and ``currency``.
    ``decimal`` is the decimal sign where only one could be, ``currency`` what a sign that several
    currencies share means.
    """
    match value:
        case str():
            return _money_in(value, decimal, currency)
        case Money():
            return value
        case bool():
            return None
        case int() | float() | Decimal():
            amount = _bounded(value)
            return None if amount is None else Money(amount)
        case Mapping():
            amount = number_of(value.get("amount", value.get("value")), decimal)
            code = shown_text(value.get("currency", value.get("currency_code"))).strip()
            return None if amount is None else Money(amount, code.upper())
        case list() | tuple() if len(value) == 1:
            return money_of(value[0], decimal, currency)
        case _:
            return None


def number_of(value: Value, decimal: str = ".") -> Decimal | None:
    """The number that a value states, of a price its amount, of ``20 %`` 0.2; None for none."""
    if isinstance(value, str) and "%" in value:
        text = value.translate(_INVISIBLE).strip()
        is_percent = text.endswith("%") or text.lstrip(_MINUS).startswith("%")
        percent = _money_in(text.replace("%", "", 1), decimal, "") if is_percent else None
        return None if percent is None or percent.currency else percent.amount / 100
    money = money_of(value, decimal)
    return None if money is None else money.amount


@functools.lru_cache(REMEMBERED)
def _money_in(text: str, decimal: str, currency: str) -> Money | None:
    plain = _PLAIN.fullmatch(text) if decimal == "." else None
    if plain is not None:
        return Money(Decimal(plain[1]), plain[2] or "")
    if len(text) > LONGEST_NUMBER:
        return None
    text = text.translate(_INVISIBLE)
    match = _AMOUNT.search(text)
    if match is None:
        return None
    before, after = text[: match.start()].strip(), _DASHES.sub("", text[match.end() :]).strip()
    sign = before.strip(_MINUS)
    is_negative = len(sign) < len(before)
    before = sign.strip()
    if before and after:
        return None
    code = _code(before or after, currency)
    amount = _amount(match[0].rstrip(".,"), decimal)
    if code is None or amount is None:
        return None
    return Money(-amount if is_negative else amount, code)


def _code(text: str, currency: str) -> str | None:
    """The ISO code of what stands beside a number; None where that is no currency."""
    if not text:
        return ""
    if text in SYMBOLS:
        return currency if currency in SYMBOLS[text] else SYMBOLS[text][0]
    if _CODE.fullmatch(text):
        return text.upper()
    sign = next((letter for letter in text if letter in SYMBOLS), "")
    country = text.replace(sign, "", 1).strip()  # US$, $CA
    return next((one for one in SYMBOLS.get(sign, ()) if one.startswith(country)), None)


def _amount(written: str, decimal: str) -> Decimal | None:
    """A number with whichever separators; the last kind is the decimal one.

    One that repeats separates thousands, and so does a lone one other than ``decimal`` before
    exactly three digits.
    """
    digits = re.sub(r"[\s'\u2019]", "", written)
    points, commas = digits.count("."), digits.count(",")
    other = "," if decimal == "." else "."
    if points and commas:
        decimal, other = (".", ",") if digits.rfind(".") > digits.rfind(",") else (",", ".")
        whole, fraction = digits.rsplit(decimal, 1)
        if decimal in whole or not _GROUPED.fullmatch(whole):
            return None
        digits = f"{whole.replace(other, '')}.{fraction}"
    elif points > 1 or commas > 1:
        if not _GROUPED.fullmatch(digits):
            return None
        digits = digits.replace(".", "").replace(",", "")
    elif re.fullmatch(rf"[1-9]\d{{0,2}}[{other}]\d{{3}}", digits):
        digits = digits.replace(other, "")
    else:
        digits = digits.replace(",", ".")
    return _bounded(Decimal(digits))


def _bounded(number: float | Decimal) -> Decimal | None:
    if isinstance(number, float):
        if not math.isfinite(number):
            return None
        number = Decimal(repr(number))
    elif isinstance(number, int):
        if abs(number) >= LARGEST:
            return None
        number = Decimal(number)
    return number if number.is_finite() and abs(number) < LARGEST else None


def moment_of(value: Value) -> datetime | None:
    """The moment that a value states (ISO 8601, or a Unix time in seconds); None for none.

    A day begins at midnight; what names no time zone is in UTC.
    """
    match value:
        case datetime():
            moment = value
        case date():
            moment = datetime(value.year, value.month, value.day)
        case bool():
            return None
        case int() | float() if 0 < value < 1e11:
            moment = datetime.fromtimestamp(value, UTC)
        case str():
            found = _moment_in(value.strip())
            if found is None:
                return None
            moment = found
        case _:
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _moment_in(text: str) -> datetime | None:
    if not re.match(r"\d{4}-?\d\d-?\d\d", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def end_of(value: Value) -> datetime | None:
    """The moment until which a value's time lasts: a day to its end, a moment to itself."""
    moment = moment_of(value)
    if moment is None or not _is_day(value):
        return moment
    try:
        return moment + timedelta(days=1)
    except OverflowError:
        return moment


def _is_day(value: Value) -> bool:
    if isinstance(value, str):
        return "T" not in value and ":" not in value
    return isinstance(value, date) and not isinstance(value, datetime)
