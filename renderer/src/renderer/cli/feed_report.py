"""What the user sees while a feed is worked through: lines on stderr, a bar on a terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from renderer.cli.report import PlainReport, Report

if TYPE_CHECKING:
    from renderer.feeds import Feed


@contextmanager
def feed_report(title: str, open_again: Callable[[], Feed], steps: int = 1) -> Iterator[Report]:
    """A report that takes some steps for each row, with rate and time left.

    How many rows there are is found by counting them meanwhile.
    """
    if not sys.stderr.isatty():
        yield PlainReport()
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
    columns = (title, BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=None)

        def count() -> None:
            with open_again() as feed:
                progress.update(task, total=steps * sum(1 for _ in feed))

        threading.Thread(target=count, daemon=True).start()

        class BarReport:
            def line(self, text: str) -> None:
                console.print(text, markup=False, highlight=False, soft_wrap=True)

            def step(self) -> None:
                progress.advance(task)

        yield BarReport()
