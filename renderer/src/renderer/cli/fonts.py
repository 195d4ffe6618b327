"""``renderer fonts``: where fonts come from, and what is missing."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from renderer.cli import options

if TYPE_CHECKING:
    from renderer.font_uses import FontUse, FontUses

EXAMPLES = """
Examples:

    renderer fonts "Playfair Display" --weight 700 --google-fonts
    renderer fonts --design ad.json --assets shop/ --json
    renderer fonts Roboto --text "Grüße, Ωmega"
"""
FEW = 24  # characters or families shown in a cell
LICENCES = {
    "SIL Open Font": "OFL",
    "scripts.sil.org/OFL": "OFL",
    "openfontlicense.org": "OFL",
    "Apache License": "Apache-2.0",
    "apache.org/licenses/LICENSE-2.0": "Apache-2.0",
    "Ubuntu Font Licence": "UFL",
}


def fonts(
    families: Annotated[
        list[str] | None, typer.Argument(metavar="FAMILY", help="Families to look for.")
    ] = None,
    design: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="Design with texts; repeatable."
        ),
    ] = None,
    weight: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=1, max=1000, help="Of FAMILY; repeatable. Default: 400."),
    ] = None,
    italic: Annotated[bool, typer.Option("--italic", help="FAMILY's italic.")] = False,
    text: Annotated[
        str, typer.Option(metavar="TEXT", help="Characters that FAMILY shall have.")
    ] = "",
    assets: options.Assets = None,
    fonts: options.Fonts = None,
    fallback: options.Fallback = None,
    google_fonts: options.GoogleFonts = None,
    system_fonts: options.SystemFonts = None,
    allow_host: options.AllowHost = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show where fonts come from: provider, file, weight, licence, and what is missing.

    The exit code is 1 where a family can't be found, where no font has a character, or where a
    file that a design lists can't be used.
    """
    from renderer.engine import Renderer
    from renderer.errors import RendererError

    if not families and not design:
        raise typer.BadParameter("name a FAMILY or a --design")
    logging.getLogger("renderer").addHandler(logging.NullHandler())  # the report says it all
    try:
        renderer = Renderer(
            assets,
            fonts=fonts or (),
            fallback=fallback or (),
            allow_hosts=allow_host or (),
            font_sources=options.font_sources(google_fonts, system_fonts),
        )
        found = [renderer.font_uses(path.read_bytes()) for path in design or ()]
        if families:
            found.append(renderer.font_uses(_asking(families, weight or [400], italic, text)))
    except (RendererError, OSError) as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(json.dumps(described(found), indent=2, ensure_ascii=False))
    else:
        _show(found)
    if not all(one.complete for one in found):
        raise typer.Exit(1)


def _asking(
    families: Sequence[str], weights: Sequence[int], italic: bool, text: str
) -> dict[str, Any]:
    """A design whose texts ask for the families."""
    style = "italic" if italic else "normal"
    texts = [
        {"type": "text", "text": text or " ", "fontFamily": family, "fontWeight": str(weight)}
        for family in families
        for weight in weights
    ]
    children = [{**one, "fontStyle": style} for one in texts]
    return {"width": 1, "height": 1, "pages": [{"children": children}]}


def described(found: Sequence[FontUses]) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "complete": all(one.complete for one in found),
        "fonts": [asdict(use) | {"complete": use.complete} for one in found for use in one.uses],
        "issues": [str(issue) for one in found for issue in one.issues],
        "unreachable": {name: why for one in found for name, why in one.unreachable.items()},
    }


def _show(found: Sequence[FontUses]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("family", "weight", "from", "file", "licence", "note"):
        table.add_column(title, overflow="fold")
    for use in (use for one in found for use in one.uses):
        cells = [printable(cell) for cell in _row(use)]
        table.add_row(*cells, style="" if use.complete else "red")
    console = Console(highlight=False, emoji=False, markup=False)
    console.print(table)
    for line in _lines(found):
        console.print(printable(line), soft_wrap=True)


def printable(text: str) -> str:
    """A design's words without what would command the terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _row(use: FontUse) -> tuple[str, ...]:
    source = use.provider or "nobody"
    if use.cache:
        source += f" ({use.cache})"
    return (
        use.family,
        f"{use.weight}{' italic' if use.italic else ''}",
        source,
        _short(use.file) if use.provider else "",
        short_licence(use) if use.provider else "",
        "; ".join(_notes(use)),
    )


def _notes(use: FontUse) -> Iterator[str]:
    if use.provider is None:
        yield f"not found; drawn in {use.drawn_family}"
    elif use.drawn_family.casefold() != use.family.casefold():
        yield f"is {use.drawn_family}"
    if use.drawn_weight != use.weight:
        yield f"has {use.drawn_weight}"
    for style in use.synthetic:
        yield f"{style} made up"
    for family, characters in use.fallbacks.items():
        yield f"{_few(characters)} in {family}"
    if use.missing:
        yield f"no font has {_few(use.missing)}"


def _lines(found: Sequence[FontUses]) -> Iterator[str]:
    for one in found:
        yield from map(str, one.issues)
        yield from (f"{name}: {why}" for name, why in one.unreachable.items())


def short_licence(use: FontUse) -> str:
    """A licence's usual name where the font's own words tell it, else their beginning."""
    said = f"{use.licence} {use.licence_url}".strip()
    known = (name for mark, name in LICENCES.items() if mark.lower() in said.lower())
    return next(known, _few(said.splitlines()[0]) if said else "unknown")


def _short(file: str) -> str:
    """The file's name without its folders."""
    return file.replace("\\", "/").rpartition("/")[2]


def _few(text: str) -> str:
    return text if len(text) <= FEW else text[:FEW] + "…"
