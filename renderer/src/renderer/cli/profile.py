"""Where the time went: a table of stages, and on request a flame graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from renderer.errors import RendererError

STAGES = ("parse", "load", "draw", "encode", "write")


class StageTimes:
    """The seconds that each picture spent in each stage."""

    def __init__(self) -> None:
        self._pictures: list[Mapping[str, float]] = []

    def add(self, seconds: Mapping[str, float]) -> None:
        self._pictures.append(seconds)

    def print_table(self) -> None:
        """On stderr: the first picture, which finds nothing at hand, and the others' middle."""
        from rich.console import Console
        from rich.table import Table

        if not self._pictures:
            return
        first, *others = self._pictures
        columns = {"first, ms": first}
        if others:
            columns[f"median of {len(others)}"] = {
                stage: median(picture[stage] for picture in others) for stage in STAGES
            }
        table = Table("stage", box=None, caption=kernels_in_use(), caption_justify="left")
        for title in columns:
            table.add_column(title, justify="right")
        for stage in STAGES:
            table.add_row(stage, *(f"{1000 * taken[stage]:.1f}" for taken in columns.values()))
        sums = (sum(taken[stage] for stage in STAGES) for taken in columns.values())
        table.add_row("all", *(f"{1000 * total:.1f}" for total in sums), style="bold")
        Console(stderr=True).print(table)


def kernels_in_use() -> str:
    from renderer.kernels import COMPILED

    return "compiled kernels" if COMPILED else "plain kernels"


@contextmanager
def flame_graph(file: Path | None) -> Iterator[None]:
    """What is done in here, by function, as an HTML page; nothing without a file."""
    if file is None:
        yield
        return
    try:
        from pyinstrument import Profiler
    except ImportError:
        raise RendererError('--flame needs: pip install "feedloom-renderer[profile]"') from None
    profiler = Profiler(interval=0.0005)
    with profiler:
        yield
    try:
        file.write_text(profiler.output_html(), encoding="utf-8")
    except OSError as error:
        print(f"{file} can't be written ({error.strerror})", file=sys.stderr)
