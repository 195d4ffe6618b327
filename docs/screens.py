"""Draw what commands show on a terminal, as pictures for this documentation.

python docs/screens.py [FOLDER]
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console, RenderableType
from rich.terminal_theme import SVG_EXPORT_THEME

from pipeline.cli.status import shown
from pipeline.queue import Depth
from pipeline.status import Failure, FeedStatus, GivenUp, Status

WIDTH = 104
PLAIN_SVG = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""Without fonts from elsewhere: a page of ours asks nobody else for anything."""


def status() -> RenderableType:
    user = "auth0|somebody"
    return shown(
        Status(
            [
                FeedStatus(user, "summer", 12_000, 3_281, 16, 8_690, 13, 1_412, 154.0),
                FeedStatus(user, "summer-story", 4_500, 4_500, 0, 0, 0, 0, 150.0, 1),
                FeedStatus(user, "clearance", 240, 0, 0, 240, 0, 0, None),
            ],
            [
                Failure("pages[N].children[N].src: … answers with status N", 11, "", "1c9e1f9a"),
                Failure("pages[N].children[N].src: … is no picture", 2, "", "77b0e2d4"),
            ],
            {"queue": Depth(1_000, 16, 0), "dead letters": Depth(1, 0, 0)},
            [GivenUp(4711, user, "spring", 1_500, "no try to make its rows came to an end")],
            unfinished=True,
        )
    )


def screens() -> Iterator[tuple[str, str]]:
    """Name and SVG of each picture."""
    for name, title, picture in (("status.svg", "pipeline status", status()),):
        console = Console(
            width=WIDTH,
            record=True,
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor",
            no_color=False,
        )
        console.print(picture)
        yield (
            name,
            console.export_svg(
                title=title, theme=SVG_EXPORT_THEME, code_format=PLAIN_SVG, unique_id="screen"
            ),
        )


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parent / "images"
    for name, svg in screens():
        (folder / name).write_text(svg, "utf-8")
