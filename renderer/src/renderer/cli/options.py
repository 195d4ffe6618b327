"""The options that ``render``, ``batch`` and ``check`` have in common."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from renderer.fonts.sources import FontSources


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
GoogleFonts = Annotated[
    bool | None,
    typer.Option(
        "--google-fonts/--no-google-fonts",
        help="Ask Google Fonts for families that nothing else has. "
        "Default: whether GOOGLE_API_KEY is set.",
        show_default=False,
    ),
]
SystemFonts = Annotated[
    bool | None,
    typer.Option(
        "--system-fonts/--no-system-fonts",
        help="Use the machine's fonts for what nothing else has. Default: no.",
        show_default=False,
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
AssetCache = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        file_okay=False,
        help="Folder where downloads are kept for the next run (up to 1 GB). Default: none.",
    ),
]
BlendModes = Annotated[
    Blending,
    typer.Option(help="Elements' blendMode: drawn as normal as in the editor, or as in CSS."),
]
Quality = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, max=100, help="Of jpeg, webp, avif and pdf; 1 to 100."),
]
Fields = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="JSON list that maps variables (label_name) to columns (product_map).",
    ),
]
Rules = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="JSON object of further rules by an element's id or name.",
    ),
]
IdColumn = Annotated[
    str | None,
    typer.Option("--id", metavar="COLUMN", help="Column of the products' ids. Default: id, sku..."),
]
Locale = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Locale that values are shown in. Default: the design's."),
]
FeedFormat = Annotated[
    str | None,
    typer.Option(metavar="csv|tsv|jsonl|json|xml", help="Format of FEED, if its name hides it."),
]
Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Encoding of FEED. Default: it is found out.")
]
Delimiter = Annotated[
    str | None, typer.Option(metavar="CHAR", help="Delimiter of a CSV. Default: it is found out.")
]


def read_template(path: Path) -> dict[str, Any]:
    """The design in a file; ends the command where there is none."""
    import msgspec

    from renderer.design import without_mark

    try:
        return msgspec.json.decode(without_mark(path.read_bytes()), type=dict[str, Any])
    except (OSError, msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise typer.BadParameter(f"{path} is no JSON object ({error})") from None


def font_sources(google: bool | None, system: bool | None) -> FontSources:
    """The environment's, with what was said on the command line instead."""
    from renderer.errors import RendererError
    from renderer.fonts.sources import FontSources

    try:
        sources = FontSources.from_env(os.environ)
    except RendererError as error:
        raise typer.BadParameter(str(error)) from None
    return replace(
        sources,
        google=sources.google if google is None else google,
        system=sources.system if system is None else system,
    )


def read_fields(path: Path | None) -> Sequence[Mapping[str, Any]] | None:
    """The mapping in a file; ends the command where there is none."""
    return None if path is None else _json(path, list[dict[str, Any]], "list of objects")


def read_rules(path: Path | None) -> Mapping[str, Mapping[str, Any]] | None:
    """The rules in a file; ends the command where there are none."""
    return None if path is None else _json(path, dict[str, dict[str, Any]], "object of objects")


def _json(path: Path, type: Any, expected: str) -> Any:
    import msgspec

    from renderer.design import without_mark

    try:
        return msgspec.json.decode(without_mark(path.read_bytes()), type=type)
    except (OSError, msgspec.DecodeError, UnicodeError) as error:
        raise typer.BadParameter(f"{path} is no JSON {expected} ({error})") from None
