"""How one property of an element gets its value from a row."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from renderer.resolve.conditions import Holds
from renderer.resolve.expression import Expression
from renderer.resolve.naming import Names
from renderer.resolve.properties import FLAGS, as_property
from renderer.resolve.row import UNFIT, Row
from renderer.resolve.texts import Fillable, FilledText, Whole, cut_long, is_markup
from renderer.resolve.values import Json, is_missing, shown_text, source_text


class Verdict(enum.Enum):
    """What becomes of an element: drawn, there but hidden, with its whole group, or left out."""

    DRAWN = enum.auto()
    HIDDEN = enum.auto()
    GROUP_HIDDEN = enum.auto()
    LEFT_OUT = enum.auto()


# Looked up on the class they cost more than a small fill.
DRAWN = Verdict.DRAWN
HIDDEN = Verdict.HIDDEN
GROUP_HIDDEN = Verdict.GROUP_HIDDEN
LEFT_OUT = Verdict.LEFT_OUT


class Fill(Protocol):
    def apply(self, row: Row, changes: dict[str, Json]) -> Verdict:
        """Put properties into ``changes``."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A text without tokens, where one with them could be."""

    value: Json

    def fill(self, row: Row) -> FilledText:
        return FilledText(self.value, is_empty=is_missing(self.value))


@dataclass(frozen=True, slots=True)
class Shown:
    """The property that an element is there for: a text's words, a picture's address.

    ``fallbacks`` stand in for a missing value, in order. Where there is none, words become empty,
    their placeholder too, and a picture is left out: the designer's sample is never shown.
    """

    property: str
    value: Fillable
    fallbacks: Sequence[Fillable | Constant]
    when_missing: Literal["keep", "hide", "hide-group"] | None
    has_placeholder: bool
    names: Names

    def apply(self, row: Row, changes: dict[str, Json]) -> Verdict:
        if self.property in changes:
            return DRAWN
        filled = self.value.fill(row)
        text = self._text(filled)
        if filled.is_empty or not text:
            for fallback in self.fallbacks:
                instead = fallback.fill(row)
                if not instead.is_empty and self._text(instead):
                    changes[self.property] = self._text(instead)
                    return DRAWN
            return self._missing(filled, text, row, changes)
        if self.fallbacks and self.property == "src":
            changes["fallbackSrc"] = self._others(row)
        if filled.missing:
            report_missing(self.names, filled.missing, row)
        if self.property == "text" and isinstance(self.value, Whole):
            text = cut_long(text, row)
            if ("<" in text or "&" in text) and is_markup(text):
                row.report("the value holds HTML, which is drawn as such", "markup-in-value")
        changes[self.property] = text
        return DRAWN

    def _others(self, row: Row) -> list[str]:
        """The fallbacks' addresses, for a picture that turns out not to be there."""
        filled = [fallback.fill(row) for fallback in self.fallbacks]
        return [self._text(one) for one in filled if not one.is_empty and self._text(one)]

    def _text(self, filled: FilledText) -> str:
        value = filled.value
        if self.property != "text":
            return source_text(value)
        return value if type(value) is str else shown_text(value)

    def _missing(
        self, filled: FilledText, text: str, row: Row, changes: dict[str, Json]
    ) -> Verdict:
        if self.when_missing == "hide":
            return HIDDEN
        if self.when_missing == "hide-group":
            return GROUP_HIDDEN
        report_missing(self.names, filled.missing, row)
        if self.property != "text":
            return DRAWN if self.when_missing == "keep" else LEFT_OUT
        changes["text"] = text
        if not text and self.has_placeholder:
            changes["placeholder"] = ""
        return DRAWN


@dataclass(frozen=True, slots=True)
class Bound:
    """Any other property, bound to an expression; an unfit value leaves the designer's."""

    property: str
    expression: Expression
    sample: Json
    names: Names

    def apply(self, row: Row, changes: dict[str, Json]) -> Verdict:
        value = self.expression.evaluate(row)
        if is_missing(value) and self.property not in FLAGS:
            report_missing(self.names, [self.expression], row)
        else:
            put(self.property, self.sample, value, row, changes)
        return DRAWN


@dataclass(frozen=True, slots=True)
class Written:
    """Any other property with tokens in its text; without their values it is unset."""

    property: str
    value: Fillable
    names: Names

    def apply(self, row: Row, changes: dict[str, Json]) -> Verdict:
        filled = self.value.fill(row)
        report_missing(self.names, filled.missing, row)
        changes[self.property] = None
        if not filled.is_empty:
            put(self.property, None, filled.value, row, changes)
        return DRAWN


@dataclass(frozen=True, slots=True)
class Chosen:
    """Properties set by the first choice that holds and names them."""

    choices: Sequence[tuple[Holds | None, Sequence[tuple[str, Fillable | Constant]]]]
    names: Names

    def apply(self, row: Row, changes: dict[str, Json]) -> Verdict:
        for holds, settings in self.choices:
            if holds is not None and not holds(row):
                continue
            for name, value in settings:
                if name not in changes:
                    filled = value.fill(row)
                    report_missing(self.names, filled.missing, row)
                    changes[name] = filled.value
        return DRAWN


def put(name: str, sample: Json, value: Json, row: Row, changes: dict[str, Json]) -> None:
    """Set a property to a value of its kind; report one that is not."""
    fitting = as_property(name, sample, value, row)
    if fitting is None:
        row.report(f"{name} can't be {shown_text(value)[:40]!r}; left as designed", UNFIT)
    else:
        changes[name] = fitting


def report_missing(names: Names, missing: Sequence[Expression], row: Row) -> None:
    """Say which columns have no value, but not where a format deals with that."""
    for expression in missing:
        if not expression.handles_missing:
            for name in expression.reads:
                names.report_missing(name, expression.source, row)
