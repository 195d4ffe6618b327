"""``renderer render``: draw every design, one line for each that can't be drawn."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renderer.cli import options
from renderer.cli.jobs import plan
from renderer.cli.report import reporting

if TYPE_CHECKING:
    from renderer.hookspecs import OutputFormat
    from renderer.plugins import Registry

EXAMPLES = """
Examples:

    renderer render ad.json -o out
    renderer render ad.json -o ad.webp --quality 80
    renderer render designs/ -o out --assets shop/
    renderer render ad.json -o out --page 1 --scale 2
    renderer render ad.json -o out --fonts brand/ --fallback "Noto Sans JP"
"""


def render(
    designs: Annotated[
        list[Path],
        typer.Argument(metavar="DESIGN", help="Design files, or folders of *.json files."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="OUT", help="Folder for the pictures (made if missing)."
        ),
    ],
    assets: options.Assets = None,
    fonts: options.Fonts = None,
    fallback: options.Fallback = None,
    google_fonts: options.GoogleFonts = None,
    system_fonts: options.SystemFonts = None,
    page: Annotated[int, typer.Option(metavar="N", min=0, help="Page to draw, from 0.")] = 0,
    scale: options.Scale = 1.0,
    allow_host: options.AllowHost = None,
    text_overflow: options.Overflow = options.TextOverflow.CHANGE_FONT_SIZE,
    line_breaking: options.Breaking = options.LineBreaking.EDITOR,
    missing: options.WhenMissing = options.Missing.ERROR,
    blending: options.BlendModes = options.Blending.EDITOR,
    asset_cache: options.AssetCache = None,
    format: Annotated[
        str | None,
        typer.Option(
            metavar="png|jpeg|webp|avif|pdf",
            help="File format; plugins add others. Default: that of OUT's suffix, else png.",
        ),
    ] = None,
    quality: options.Quality = None,
    profile: Annotated[
        bool, typer.Option("--profile", help="Show how long each stage took.")
    ] = False,
    flame: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Write a flame graph (HTML) of where the time went; needs the extra profile.",
        ),
    ] = None,
    show_traceback: Annotated[
        bool,
        typer.Option("--traceback", help="Show where an internal error came from."),
    ] = False,
) -> None:
    """Draw designs as pictures.

    A design that can't be drawn is one line on stderr; all others are still drawn, and the exit
    code is 1. What had to be drawn otherwise than asked, such as a missing font, is a note.
    """
    from renderer.cli.drawing import Drawing
    from renderer.cli.profile import StageTimes, flame_graph
    from renderer.engine import Renderer
    from renderer.errors import RendererError
    from renderer.output import encoder

    try:
        renderer = Renderer(
            assets,
            fonts=fonts or (),
            text_overflow=text_overflow.value,
            fallback=fallback or (),
            allow_hosts=allow_host or (),
            line_breaking=line_breaking.value,
            missing=missing.value,
            blending=blending.value,
            asset_cache=asset_cache,
            font_sources=options.font_sources(google_fonts, system_fonts),
        )
        registry = renderer.setup.registry
        output = _format_for(out, format, registry)
        chosen = {} if quality is None else {"quality": quality}
        encode = encoder(output, registry, **chosen)
    except RendererError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    jobs = plan(designs, out, output.suffixes or (f".{output.name}",))
    times = StageTimes() if profile else None
    try:
        with flame_graph(flame), reporting(len(jobs)) as report:
            drawing = Drawing(renderer, encode, page, scale, report, show_traceback, times)
            drawn = sum(drawing.run(job) for job in jobs)
    except RendererError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    if times:
        times.print_table()
    typer.echo(f"{drawn} of {len(jobs)} designs drawn to {out}")
    if drawn < len(jobs):
        raise typer.Exit(1)


def _format_for(out: Path, name: str | None, registry: Registry) -> OutputFormat:
    """The format asked for, else the one that OUT's suffix belongs to, else PNG."""
    from renderer.output import format_of_suffix, output_format

    if name:
        return output_format(name, registry)
    return format_of_suffix(out.suffix, registry) or output_format("png", registry)
