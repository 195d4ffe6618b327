"""Texts with ``{{ value | format }}`` inside, compiled once and filled for each row."""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from renderer.resolve.expression import Expression, Names, compile_expression
from renderer.resolve.formats import ValueFormat
from renderer.resolve.formats.texts import ENTITY, TAG, without_markup
from renderer.resolve.row import Row
from renderer.resolve.syntax import SyntaxProblem
from renderer.resolve.values import Value, is_missing, shown_text, source_text

OPEN, CLOSE = "{{", "}}"
LONGEST_VALUE = 5000  # characters; no ad shows more
ADDRESSES = frozenset(("src", "clipSrc", "maskSrc", "background"))
_TOKEN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_SPACES = re.compile(r"[ \t]{2,}")

Write = Callable[[Value, Row], str]


class FilledText(Struct, frozen=True):
    """``value`` is the text, or the value itself where the template is nothing but one token.

    ``missing`` are the expressions without a value; ``is_empty`` where none has one.
    """

    value: Value
    missing: Sequence[Expression] = ()
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """Literal parts and expressions in turn; how a value is written depends on what it stands in.

    ``cleans`` where the finished text must not turn into markup by a value.
    """

    parts: tuple[str | Expression, ...]
    write: Write
    cleans: bool
    is_address: bool = False

    @property
    def expressions(self) -> list[Expression]:
        return [part for part in self.parts if isinstance(part, Expression)]

    def fill(self, row: Row) -> FilledText:
        shown: list[str] = []
        missing: list[Expression] = []
        for part in self.parts:
            if isinstance(part, str):
                shown.append(part)
                continue
            value = part.evaluate(row)
            if is_missing(value):
                missing.append(part)
            else:
                shown.append(self.write(value, row))
        text = "".join(shown)
        if missing:
            text = _SPACES.sub(" ", text).strip()
        if self.cleans and ("<" in text or "&" in text) and is_markup(text):
            row.report("holds HTML; drawn without it", "markup-in-value")
            text = without_markup(text)
        return FilledText(text, missing, bool(missing) and not self._suffices(missing))

    def _suffices(self, missing: Sequence[Expression]) -> bool:
        """Whether what isn't missing is worth showing: half an address is not."""
        return not self.is_address and len(missing) < len(self.expressions)


@dataclass(frozen=True, slots=True)
class Whole:
    """A text that is nothing but one token: it takes the value's own type."""

    expression: Expression

    @property
    def expressions(self) -> list[Expression]:
        return [self.expression]

    def fill(self, row: Row) -> FilledText:
        value = self.expression.evaluate(row)
        return FilledText("", [self.expression], True) if is_missing(value) else FilledText(value)


Fillable = TextTemplate | Whole


def compile_text(
    text: str,
    property: str,
    names: Names,
    formats: Mapping[str, ValueFormat],
    report: Callable[[str], None],
) -> Fillable | None:
    """The template of a property's text; None where it holds no token.

    A token that means nothing is reported and left out.
    """
    if OPEN not in text:
        return None
    parts: list[str | Expression] = []
    is_rich = property == "text" and is_markup(_TOKEN.sub("", text))
    end = 0
    for match in _TOKEN.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        source = without_markup(match[1]) if is_rich else match[1]
        try:
            parts.append(compile_expression(source, names, formats))
        except SyntaxProblem as problem:
            report(f"{OPEN}{source}{CLOSE}: {problem}; left out")
            parts.append(Expression(source, _nothing, (), handles_missing=True))
    rest, opened, unclosed = text[end:].partition(OPEN)
    parts.append(rest)
    if opened:
        report(f"{(opened + unclosed)[:40]!r} has no {CLOSE}; left out")
        parts.append(Expression(unclosed, _nothing, (), handles_missing=True))
    kept = tuple(part for part in parts if part != "")
    match kept:
        case (Expression() as alone,) if property != "text":
            return Whole(alone)
    if property in ADDRESSES:
        return TextTemplate(kept, _written_in_address, cleans=False, is_address=True)
    write = _written_rich if is_rich else _written
    return TextTemplate(kept, write, cleans=property == "text" and not is_rich)


def is_markup(text: str) -> bool:
    """Whether a text element would read a text as HTML."""
    return ("<" in text and bool(TAG.search(text))) or ("&" in text and bool(ENTITY.search(text)))


def _nothing(row: Row) -> Value:
    return None


def _written(value: Value, row: Row) -> str:
    return cut_long(value if type(value) is str else shown_text(value), row)  # which isn't blank


def cut_long(text: str, row: Row) -> str:
    """A value of a length that an ad can show; a longer one is reported."""
    if len(text) > LONGEST_VALUE:
        row.report(f"{len(text):,} characters long; cut to {LONGEST_VALUE:,}", "long-value")
        text = text[:LONGEST_VALUE].rsplit(" ", 1)[0]
    return text


def _written_rich(value: Value, row: Row) -> str:
    """A value in a marked-up text: its own markup goes, the rest can't become any."""
    text = _written(value, row)
    if is_markup(text):
        row.report("holds HTML; drawn without it", "markup-in-value")
        text = without_markup(text)
    return html.escape(text, quote=False)


def _written_in_address(value: Value, row: Row) -> str:
    return urllib.parse.quote(source_text(value), safe="")
