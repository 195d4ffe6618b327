"""Expressions made ready to run: columns by number, formats looked up, mistakes found at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException
from typing import Protocol

from renderer.resolve.columns import folded
from renderer.resolve.formats.format import NothingToShow, ValueFormat
from renderer.resolve.row import UNFIT, Evaluate, Row
from renderer.resolve.syntax import (
    Arithmetic,
    Column,
    Formatted,
    Literal,
    Node,
    SyntaxProblem,
    parse,
)
from renderer.resolve.values import LARGEST, Money, Value, is_missing, shown_text

ARITHMETIC = Context(prec=28)
MOST_DECIMALS = 6

_OPERATORS: Mapping[str, Callable[[Context, Decimal, Decimal], Decimal]] = {
    "+": Context.add,
    "-": Context.subtract,
    "*": Context.multiply,
    "/": Context.divide,
}


class Names(Protocol):
    """What the names of columns stand for."""

    def evaluator(self, name: str) -> Evaluate:
        """The value of a name. Raises SyntaxProblem for one that stands for itself."""


@dataclass(frozen=True, slots=True)
class Expression:
    """``reads`` are the names in it; ``handles_missing`` where a format of it does."""

    source: str
    evaluate: Evaluate
    reads: tuple[str, ...]
    handles_missing: bool


def compile_expression(source: str, names: Names, formats: Mapping[str, ValueFormat]) -> Expression:
    """Raises SyntaxProblem with the character at which a mistake stands."""
    node = parse(source)
    compiler = _Compiler(names, formats)
    evaluate = compiler.evaluator(node)
    return Expression(source, evaluate, tuple(compiler.reads), compiler.handles_missing)


class _Compiler:
    def __init__(self, names: Names, formats: Mapping[str, ValueFormat]) -> None:
        self.names = names
        self.formats = formats
        self.reads: dict[str, None] = {}
        self.handles_missing = False

    def evaluator(self, node: Node) -> Evaluate:
        match node:
            case Literal(value):
                return lambda row: value
            case Column(name):
                self.reads[name] = None
                return self.names.evaluator(name)
            case Arithmetic(sign, left, right):
                return _arithmetic(sign, self.evaluator(left), self.evaluator(right))
            case Formatted():
                return self.formatted(node)

    def formatted(self, node: Formatted) -> Evaluate:
        one = self.format(node)
        inner = self.evaluator(node.value)
        self.handles_missing |= one.takes_missing
        positional = tuple(map(self.evaluator, node.arguments))
        named = {name: self.evaluator(argument) for name, argument in node.named}
        constants = _constants(node)
        apply, takes_missing = one.apply, one.takes_missing

        def evaluate(row: Row) -> Value:
            value = inner(row)
            if not takes_missing and is_missing(value):
                return None
            try:
                if constants is not None:
                    return apply(value, row.context, *constants)
                arguments = [argument(row) for argument in positional]
                options = {name: argument(row) for name, argument in named.items()}
                return apply(value, row.context, *arguments, **options)
            except NothingToShow as problem:
                row.report(f"{one.name}: {problem}; left out", UNFIT)
                return None
            except Exception as problem:  # whatever a stranger's format raises
                row.report(f"{one.name}: {problem}; shown as it is", UNFIT)
                return value

        return evaluate

    def format(self, node: Formatted) -> ValueFormat:
        known = {folded(name): one for name, one in self.formats.items()}
        one = known.get(folded(node.format))
        if one is None:
            close = difflib.get_close_matches(node.format, self.formats, 1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise SyntaxProblem(f"{node.format!r} is no format{hint}", node.position)
        try:
            one.check(len(node.arguments), tuple(name for name, _ in node.named))
        except ValueError as problem:
            raise SyntaxProblem(str(problem), node.position) from None
        return one


def _constants(node: Formatted) -> tuple[Value, ...] | None:
    """The arguments where they are the same for all rows; None where a row has to be asked."""
    values = [one.value for one in node.arguments if isinstance(one, Literal)]
    return tuple(values) if not node.named and len(values) == len(node.arguments) else None


def _arithmetic(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    apply = _OPERATORS[sign]

    def evaluate(row: Row) -> Value:
        first, second = left(row), right(row)
        if is_missing(first) or is_missing(second):
            return None
        try:
            one, two = row.context.money(first), row.context.money(second)
            currency = _currency(sign, one, two)
            amount = apply(ARITHMETIC, one.amount, two.amount)
            if not abs(amount) < LARGEST:
                raise ValueError("the result is too large")
        except (ValueError, DecimalException) as problem:
            said = "a division by zero" if isinstance(problem, ArithmeticError) else problem
            shown = f"{shown_text(first)[:40]} {sign} {shown_text(second)[:40]}"
            row.report(f"{shown} can't be calculated: {said}; left out", UNFIT)
            return None
        amount = _short(amount)
        return Money(amount, currency) if currency else amount

    return evaluate


def _currency(sign: str, one: Money, two: Money) -> str:
    """The currency of a result. Raises ValueError where two don't go together."""
    if one.currency and two.currency and one.currency != two.currency:
        raise ValueError(f"{one.currency} and {two.currency} don't go together")
    if sign == "/" and two.currency:
        return ""
    return one.currency or two.currency


def _short(amount: Decimal) -> Decimal:
    """At most six decimals, none of them a needless zero."""
    rounded = round(amount, MOST_DECIMALS)
    return amount if rounded == amount else rounded.normalize()
