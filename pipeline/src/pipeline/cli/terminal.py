"""What all commands share: where they write, and how they end when something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from pipeline.errors import PipelineError

FILE_WIDTH = 200  # characters, where what is shown goes to a file or a program

screen = Console(width=None if sys.stdout.isatty() else FILE_WIDTH)
_errors = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """A user's mistake is one line and exit code 1, never a traceback."""
    try:
        yield
    except PipelineError as error:
        complain(str(error))
        raise typer.Exit(1) from None


def complain(problem: str) -> None:
    """One red line on stderr."""
    _errors.print(
        f"pipeline: {problem}", style="red", markup=False, highlight=False, soft_wrap=True
    )
