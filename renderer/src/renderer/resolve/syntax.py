"""The little language inside ``{{ }}``: columns, arithmetic and formats, parsed, never evaluated.

expression = sum { "|" format [ ":" argument { "," argument } ] }
argument   = [ name "=" ] sum
sum        = product { ("+" | "-") product }
product    = factor { ("*" | "/") factor }
factor     = number | "text" | 'text' | column | "(" expression ")" | "-" factor
column     = words, which may hold . : and - inside, or anything in [ ]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DEEPEST = 30
LONGEST = 1000

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?(?![\w.]))
    | (?P<text>"[^"]*"|'[^']*'|\u201c[^\u201d]*\u201d|\u2018[^\u2019]*\u2019)
    | \[(?P<bracketed>[^\]]+)\]
    | (?P<name>[^\W\d][\w]*(?:[-.:]\w+)*|\d\w*(?:[-.:]\w+)*)
    | (?P<sign>[-+*/|:,()=])
    )""",
    re.VERBOSE,
)
_FORMAT_NAME = re.compile(r"\s*([^\W\d][\w-]*)")


class SyntaxProblem(ValueError):
    """A mistake in an expression and the character it stands at, counted from 1."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(f"{problem} at character {position + 1}")


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | Decimal


@dataclass(frozen=True, slots=True)
class Column:
    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Formatted:
    """A value put through a format; ``position`` is where the format's name stands."""

    value: Node
    format: str
    arguments: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]
    position: int


Node = Literal | Column | Arithmetic | Formatted


def parse(source: str) -> Node:
    """The expression that a text states. Raises SyntaxProblem."""
    if len(source) > LONGEST:
        raise SyntaxProblem(f"longer than {LONGEST} characters", LONGEST)
    reader = _Reader(source)
    node = reader.expression(0)
    if not reader.is_done:
        raise SyntaxProblem(f"{reader.rest!r} is not expected", reader.position)
    return node


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0

    @property
    def is_done(self) -> bool:
        return not self.source[self.position :].strip()

    @property
    def rest(self) -> str:
        rest = self.source[self.position :].strip()
        return rest if len(rest) <= 20 else f"{rest[:20]}…"

    def expression(self, depth: int) -> Node:
        node = self.sum(depth)
        while self.takes("|"):
            node = self.formatted(node, depth)
        return node

    def formatted(self, value: Node, depth: int) -> Formatted:
        match = _FORMAT_NAME.match(self.source, self.position)
        if match is None:
            found = repr(self.rest) if self.rest else "nothing"
            raise SyntaxProblem(f"a format is expected after '|', not {found}", self.position)
        self.position = match.end()
        arguments: list[Node] = []
        named: list[tuple[str, Node]] = []
        if self.takes(":"):
            while True:
                name = self.argument_name()
                argument = self.sum(depth)
                if name:
                    named.append((name, argument))
                else:
                    arguments.append(argument)
                if not self.takes(","):
                    break
        return Formatted(value, match[1], tuple(arguments), tuple(named), match.start(1))

    def argument_name(self) -> str:
        match = re.compile(r"\s*([^\W\d]\w*)\s*=").match(self.source, self.position)
        if match is None:
            return ""
        self.position = match.end()
        return match[1]

    def sum(self, depth: int) -> Node:
        node = self.product(depth)
        while sign := self.takes("+") or self.takes("-"):
            node = Arithmetic(sign, node, self.product(depth))
        return node

    def product(self, depth: int) -> Node:
        node = self.factor(depth)
        while sign := self.takes("*") or self.takes("/"):
            node = Arithmetic(sign, node, self.factor(depth))
        return node

    def factor(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise SyntaxProblem(f"nested deeper than {DEEPEST}", self.position)
        if self.takes("-"):
            negated = self.factor(depth + 1)
            if isinstance(negated, Literal) and isinstance(negated.value, Decimal):
                return Literal(-negated.value)
            return Arithmetic("-", Literal(Decimal(0)), negated)
        if self.takes("("):
            node = self.expression(depth + 1)
            if not self.takes(")"):
                raise SyntaxProblem("')' is missing", self.position)
            return node
        match = _TOKEN.match(self.source, self.position)
        if match is None or match["sign"]:
            found = f"not {self.rest!r}" if self.rest else "but the end was found"
            raise SyntaxProblem(f"a column, number or text is expected, {found}", self.position)
        self.position = match.end()
        if match["number"]:
            return Literal(Decimal(match["number"]))
        if match["text"]:
            return Literal(match["text"][1:-1])
        if match["bracketed"]:
            return Column(match["bracketed"].strip())
        return Column(" ".join([match["name"], *self.further_words()]))

    def further_words(self) -> list[str]:
        """The rest of a column's name of several words."""
        words = []
        while (match := _TOKEN.match(self.source, self.position)) and (
            match["name"] or match["number"]
        ):
            words.append(match["name"] or match["number"])
            self.position = match.end()
        return words

    def takes(self, sign: str) -> str:
        """Step over a sign; '' where another stands."""
        match = _TOKEN.match(self.source, self.position)
        if match is None or match["sign"] != sign:
            return ""
        self.position = match.end()
        return sign
