"""What a format is, and what it is told about the ad it formats for."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from renderer.resolve.values import Money, Value, money_of, number_of, shown_text

EXTRA = "pip install 'feedloom-renderer[locales]'"


class NothingToShow(ValueError):
    """Raised by a format whose value can't be shown at all, not even as it is written."""


class FormatContext(Struct, frozen=True):
    """``locale`` as in ``de_DE``; ``decimal`` is the sign that numbers without another have.

    ``currency`` is the ISO code of prices that name none ('' for none); ``now`` has a time zone.
    """

    locale: str
    currency: str
    decimal: str
    now: datetime

    def at(self, now: datetime) -> FormatContext:
        return FormatContext(self.locale, self.currency, self.decimal, now)

    def number(self, value: Value) -> Decimal:
        """The number that a value states. Raises ValueError."""
        number = number_of(value, self.decimal)
        if number is None:
            raise ValueError(f"{shown_text(value)[:40]!r} is no number")
        return number

    def money(self, value: Value) -> Money:
        """The price that a value states. Raises ValueError."""
        money = money_of(value, self.decimal, self.currency)
        if money is None:
            raise ValueError(f"{shown_text(value)[:40]!r} is no price")
        return money


@functools.cache
def babel_locale(name: str) -> Any:
    """The locale's data. Raises ValueError for an unknown one, and where Babel is missing."""
    try:
        from babel import Locale, UnknownLocaleError
    except ImportError:
        raise ValueError(f"Babel is not installed ({EXTRA})") from None
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        raise ValueError(f"{name!r} is no known locale") from None


class ValueFormat(Struct, frozen=True):
    """A format: its name and ``apply(value, context, *arguments)``, which gives the shown value.

    A missing value passes by unless the format ``takes_missing``. For a value it can't use,
    ``apply`` raises ValueError with a sentence about it: the value is then shown as it is written
    and an issue reported; NothingToShow leaves it out.
    """

    name: str
    apply: Callable[..., Value]
    takes_missing: bool = False

    def check(self, positional: int, named: tuple[str, ...]) -> None:
        """Raise ValueError for arguments that ``apply`` does not take."""
        try:
            signature = inspect.signature(self.apply)
        except ValueError:
            return
        try:
            signature.bind(*[None] * (2 + positional), **dict.fromkeys(named))
        except TypeError as error:
            wanted = ", ".join(map(str, [*signature.parameters.values()][2:])) or "nothing"
            raise ValueError(f"{self.name}: {error}; it takes {_plain(wanted)}") from None


def _plain(parameters: str) -> str:
    """Parameters without their types."""
    names = [part.split(":")[0].split("=")[0].strip() for part in parameters.split(", ")]
    return ", ".join(name for name in names if name and name != "*")
