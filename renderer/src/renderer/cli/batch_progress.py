"""What the user sees while a feed is drawn: failures as lines, and on a terminal a bar."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from renderer.batch import Entry
    from renderer.feeds import Feed

MOST_LINES = 100


@contextmanager
def progress(open_again: Callable[[], Feed], pages: int) -> Iterator[Callable[[Entry], None]]:
    """What to call with each entry. The bar's length is found by counting the feed's rows."""
    if not sys.stderr.isatty():
        yield Failures(lambda line: print(line, file=sys.stderr)).add
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.finished_speed or task.speed or 0:,.0f}/s")

    console = Console(stderr=True)
    columns = ("Drawing", BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        threading.Thread(
            target=lambda: bar.update(task, total=pages * _count(open_again)), daemon=True
        ).start()
        failures = Failures(
            lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True)
        )

        def on_entry(entry: Entry) -> None:
            failures.add(entry)
            bar.advance(task)

        yield on_entry


class Failures:
    """The first failures as lines."""

    def __init__(self, line: Callable[[str], None]) -> None:
        self._line = line
        self._count = 0

    def add(self, entry: Entry) -> None:
        if entry.status != "failed":
            return
        self._count += 1
        if self._count <= MOST_LINES:
            product = f" ({entry.product})" if entry.product else ""
            self._line(f"line {entry.line}{product}: {entry.error}")
        elif self._count == MOST_LINES + 1:
            self._line("there are more; the manifest has them all")


def _count(open_again: Callable[[], Feed]) -> int:
    with open_again() as feed:
        return sum(1 for _ in feed)
