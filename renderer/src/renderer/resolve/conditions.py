"""Conditions on a record, as JSON a designer can write, compiled to a question with an answer."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct, field

from renderer.resolve.expression import Expression, Names, compile_expression
from renderer.resolve.formats import ValueFormat
from renderer.resolve.row import UNFIT, Evaluate, Row
from renderer.resolve.texts import CLOSE, OPEN
from renderer.resolve.values import Value, end_of, is_missing, moment_of, number_of, shown_text

PRICE, SALE_PRICE, SALE_DATES = "price", "sale_price", "sale_price_effective_date"
AVAILABILITY, QUANTITY = "availability", "quantity"
AVAILABLE = frozenset(("instock", "available", "yes", "true", "limitedavailability"))

Scalar = str | float | bool


class Condition(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What has to hold of a record; several statements in one condition have to hold together.

    ``value`` is an expression as inside ``{{ }}``; alone it asks for a value. What it is compared
    with is a text or number, or another expression in braces. ``after`` and ``before`` are dates:
    of ``value``, or where there is none of the moment the ad is made.
    """

    value: str | None = None
    has_value: bool | None = None
    equals: Scalar | None = None
    not_equals: Scalar | None = None
    one_of: tuple[Scalar, ...] | None = None
    contains: str | None = None
    greater: Scalar | None = None
    less: Scalar | None = None
    at_least: Scalar | None = None
    at_most: Scalar | None = None
    after: str | None = None
    before: str | None = None
    in_stock: bool | None = None
    on_sale: bool | None = None
    all: tuple[Condition | str, ...] | None = None
    any: tuple[Condition | str, ...] | None = None
    negated: Condition | str | None = field(default=None, name="not")


Holds = Callable[[Row], bool]

_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "greater": operator.gt,
    "less": operator.lt,
    "at_least": operator.ge,
    "at_most": operator.le,
}


def compile_condition(
    condition: Condition | str, names: Names, formats: Mapping[str, ValueFormat]
) -> Holds:
    """Raises SyntaxProblem for an expression that means nothing."""
    return _Compiler(names, formats).holds(condition)


class _Compiler:
    def __init__(self, names: Names, formats: Mapping[str, ValueFormat]) -> None:
        self.names = names
        self.formats = formats

    def holds(self, condition: Condition | str) -> Holds:
        if isinstance(condition, str):
            return _has_value(self.expression(condition))
        statements = [*self.statements(condition)]
        if len(statements) == 1:
            return statements[0]
        return lambda row: all(statement(row) for statement in statements)

    def statements(self, condition: Condition) -> list[Holds]:
        found = self.of_value(condition)
        if condition.in_stock is not None:
            found.append(_is(condition.in_stock, self.in_stock()))
        if condition.on_sale is not None:
            found.append(_is(condition.on_sale, self.on_sale()))
        if condition.all is not None:
            every = [self.holds(one) for one in condition.all]
            found.append(lambda row: all(holds(row) for holds in every))
        if condition.any is not None:
            some = [self.holds(one) for one in condition.any]
            found.append(lambda row: any(holds(row) for holds in some))
        if condition.negated is not None:
            found.append(_is(False, self.holds(condition.negated)))
        return found

    def of_value(self, condition: Condition) -> list[Holds]:
        found: list[Holds] = []
        value = None if condition.value is None else self.expression(condition.value)
        if condition.after is not None or condition.before is not None:
            after, before = self.operand(condition.after), self.operand(condition.before)
            found.append(_within(value, after, before))
        if value is None:
            return found
        if condition.has_value is not None:
            found.append(_is(condition.has_value, _has_value(value)))
        if condition.equals is not None:
            found.append(_equals(value, self.operand(condition.equals)))
        if condition.not_equals is not None:
            found.append(_is(False, _equals(value, self.operand(condition.not_equals))))
        if condition.one_of is not None:
            equal = [_equals(value, self.operand(one)) for one in condition.one_of]
            found.append(lambda row: any(holds(row) for holds in equal))
        if condition.contains is not None:
            found.append(_contains(value, self.operand(condition.contains)))
        for name, order in _ORDERS.items():
            limit = getattr(condition, name)
            if limit is not None:
                found.append(_ordered(value, self.operand(limit), order, name.replace("_", " ")))
        return found or [_has_value(value)]

    def expression(self, source: str) -> Evaluate:
        source = source.strip()
        if source.startswith(OPEN) and source.endswith(CLOSE):
            source = source.removeprefix(OPEN).removesuffix(CLOSE)
        return self.compiled(source).evaluate

    def compiled(self, source: str) -> Expression:
        return compile_expression(source, self.names, self.formats)

    def operand(self, value: Scalar | None) -> Evaluate:
        """What a value is compared with: a constant, or an expression in braces."""
        if isinstance(value, str) and value.strip().startswith(OPEN):
            return self.expression(value)
        return lambda row: value

    def in_stock(self) -> Holds:
        """By availability, else by quantity; a record that has neither is taken to be in stock."""
        availability = self.compiled(AVAILABILITY).evaluate
        quantity = self.compiled(QUANTITY).evaluate

        def holds(row: Row) -> bool:
            stated = availability(row)
            if is_missing(stated):
                count = _number(quantity(row), row)
                return count is None or count > 0
            count = _number(stated, row)
            return (
                count > 0 if count is not None else _folded(stated).rpartition("/")[2] in AVAILABLE
            )

        return holds

    def on_sale(self) -> Holds:
        """Whether the sale price is lower than the price, and its dates, if any, include now."""
        price, sale = self.compiled(PRICE).evaluate, self.compiled(SALE_PRICE).evaluate
        dates = self.compiled(SALE_DATES).evaluate

        def holds(row: Row) -> bool:
            full, reduced = _number(price(row), row), _number(sale(row), row)
            if full is None or reduced is None or not 0 < reduced < full:
                return False
            window = shown_text(dates(row))
            if not window:
                return True
            first, _, last = window.partition("/")
            return _is_between(row.context.now, moment_of(first), end_of(last))

        return holds


def _is(wanted: bool, holds: Holds) -> Holds:
    return holds if wanted else lambda row: not holds(row)


def _has_value(value: Evaluate) -> Holds:
    return lambda row: not is_missing(value(row))


def _equals(value: Evaluate, other: Evaluate) -> Holds:
    """As numbers where both are, else as words, whatever their case and blanks."""

    def holds(row: Row) -> bool:
        one, two = value(row), other(row)
        first, second = _number(one, row), _number(two, row)
        if first is not None and second is not None:
            return first == second
        return _folded(one) == _folded(two)

    return holds


def _contains(value: Evaluate, other: Evaluate) -> Holds:
    return lambda row: shown_text(other(row)).casefold() in shown_text(value(row)).casefold()


def _ordered(
    value: Evaluate, limit: Evaluate, order: Callable[[Any, Any], bool], name: str
) -> Holds:
    """As numbers, else as dates; what is neither never holds."""

    def holds(row: Row) -> bool:
        one, two = value(row), limit(row)
        if is_missing(one) or is_missing(two):
            return False
        first, second = _number(one, row), _number(two, row)
        if first is not None and second is not None:
            return order(first, second)
        start, end = moment_of(one), moment_of(two)
        if start is not None and end is not None:
            return order(start, end)
        shown = f"{shown_text(one)[:40]!r} {name} {shown_text(two)[:40]!r}"
        row.report(f"{shown}: two numbers or dates are expected; taken for false", UNFIT)
        return False

    return holds


def _within(value: Evaluate | None, after: Evaluate, before: Evaluate) -> Holds:
    def holds(row: Row) -> bool:
        moment = row.context.now if value is None else moment_of(value(row))
        first, last = after(row), before(row)
        for limit in (first, last):
            if limit is not None and moment_of(limit) is None:
                row.report(f"{shown_text(limit)[:40]!r} is no date; taken for false", UNFIT)
                return False
        return moment is not None and _is_between(moment, moment_of(first), end_of(last))

    return holds


def _is_between(moment: datetime, first: datetime | None, last: datetime | None) -> bool:
    return (first is None or first <= moment) and (last is None or moment <= last)


def _number(value: Value, row: Row) -> Decimal | None:
    return number_of(value, row.context.decimal)


def _folded(value: Value) -> str:
    text = shown_text(value).casefold()
    return "".join(letter for letter in text if letter not in " _-\t\n")
