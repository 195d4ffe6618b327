"""Properties that take one of a few words: another is drawn as the editor does, and reported."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from renderer.context import ElementContext
from renderer.errors import quoted

UNKNOWN = "unknown-choice"


class Choice(NamedTuple):
    """A property's name in designs, the words it takes, and what is drawn for another one."""

    property: str
    words: Collection[str]
    instead: str


def check_choices(chosen: Iterable[tuple[Choice, str]], context: ElementContext) -> None:
    """Report words that their properties don't take; an empty one is no choice."""
    for choice, word in chosen:
        if word and word not in choice.words:
            context.report(_said(choice, word), UNKNOWN)


def _said(choice: Choice, word: str) -> str:
    expected = ", ".join(choice.words)
    return f"{choice.property} is {quoted(word)}, none of {expected}; drawn {choice.instead}"
