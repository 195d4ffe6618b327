"""What the user sees while designs are drawn: lines on stderr, a progress bar for many."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

MANY = 5


class Report(Protocol):
    """Where lines go while a task runs."""

    def line(self, text: str) -> None: ...
    def step(self) -> None: ...


class PlainReport:
    """For files, pipes and short runs."""

    def line(self, text: str) -> None:
        print(text, file=sys.stderr)

    def step(self) -> None:
        pass


@contextmanager
def reporting(total: int) -> Iterator[Report]:
    """A report for that many designs: with a progress bar for many on a terminal."""
    if total < MANY or not sys.stderr.isatty():
        yield PlainReport()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    console = Console(stderr=True)
    columns = ("Rendering", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)

        class BarReport:
            def line(self, text: str) -> None:
                console.print(text, markup=False, highlight=False, soft_wrap=True)

            def step(self) -> None:
                progress.advance(task)

        yield BarReport()


def numbered(number: int, thing: str) -> str:
    """``1 picture``, ``2 pictures``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
