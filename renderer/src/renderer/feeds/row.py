"""One row of a feed: a product's values by column, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from renderer.issues import Issue

LONGEST_ROW = 1_000_000  # characters
BROKEN = "broken-row"
WRONG_ENCODING = "wrong-encoding"


@dataclass(frozen=True, slots=True)
class Row:
    """``line`` is where it begins in the file, from 1; a broken row has no values."""

    line: int
    values: Mapping[str, object] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    @property
    def is_broken(self) -> bool:
        return not self.values


def broken(line: int, column: int, message: str, begins: int | None = None) -> Row:
    """A row with a mistake in a line and column; it ``begins`` at another line where given."""
    return Row(begins or line, issues=(Issue(position(line, column), message, BROKEN),))


def position(line: int, column: int, name: str = "") -> str:
    """How issues name a place in a feed: ``line 14, column 37 (title)``."""
    return f"line {line}, column {column}" + (f" ({name})" if name else "")
