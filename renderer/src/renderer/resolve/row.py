"""One record on its way into a design: its values, and what turned out to be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from renderer.issues import Issue
from renderer.resolve.formats.format import FormatContext
from renderer.resolve.values import Value

UNKNOWN, MISSING, UNFIT = "unknown-variable", "missing-value", "bad-value"


@dataclass(slots=True)
class Row:
    """``values`` by a column's number; ``found`` says which of them the record has at all."""

    values: Sequence[Value]
    found: Sequence[object]
    context: FormatContext
    place: str = ""
    issues: list[Issue] = field(default_factory=list)

    def report(self, message: str, kind: str) -> None:
        self.issues.append(Issue(self.place, message, kind))


Evaluate = Callable[[Row], Value]
"""The value of an expression for a row; None where it is missing."""
