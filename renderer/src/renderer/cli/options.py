"""The options that ``render``, ``batch`` and ``check`` have in common."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class TextOverflow(StrEnum):
    RESIZE = "resize"
    CHANGE_FONT_SIZE = "change-font-size"
    ELLIPSIS = "ellipsis"
    KEEP_HEIGHT = "keep-height"


class LineBreaking(StrEnum):
    EDITOR = "editor"
    UNICODE = "unicode"


class Missing(StrEnum):
    ERROR = "error"
    SKIP = "skip"
    PLACEHOLDER = "placeholder"


class Blending(StrEnum):
    EDITOR = "editor"
    CSS = "css"


Assets = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Folder that relative urls in designs resolve in; without it they are refused.",
    ),
]
Fonts = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="Folder of font files; repeatable.",
    ),
]
Fallback = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FAMILY",
        help="Family asked for what the chosen font lacks; repeatable, asked in order.",
    ),
]
Scale = Annotated[float, typer.Option(metavar="S", help="Pixels per design pixel.")]
AllowHost = Annotated[
    list[str] | None,
    typer.Option(
        metavar="HOST[:PORT]",
        help="Host that may be on a private or loopback address; repeatable.",
    ),
]
Overflow = Annotated[TextOverflow, typer.Option(help="What happens to text too long for its box.")]
Breaking = Annotated[
    LineBreaking,
    typer.Option(help="Where lines may end: as in the editor, or by Unicode's rules."),
]
WhenMissing = Annotated[
    Missing, typer.Option(help="What becomes of an element whose picture can't be had.")
]
BlendModes = Annotated[
    Blending,
    typer.Option(help="Elements' blendMode: drawn as normal as in the editor, or as in CSS."),
]
Quality = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=100, help="Of jpeg, webp, avif and pdf; 1 to 100."),
]
