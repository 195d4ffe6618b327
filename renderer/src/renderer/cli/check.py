"""``renderer check``: what will look wrong, before a picture is drawn."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from renderer.cli import options
from renderer.cli.feed_report import feed_report
from renderer.cli.report import numbered

if TYPE_CHECKING:
    from renderer.preflight import Example, Report

EXAMPLES = """
Examples:

    renderer check ad.json
    renderer check ad.json products.csv --assets shop/
    renderer check ad.json products.xml.gz --images --json > report.json
"""
FILE_WIDTH = 160
LARGE_FEED = 2_000_000  # bytes; below, starting processes takes longer than checking


class FailOn(StrEnum):
    ERROR = "error"
    ANY = "any"
    NEVER = "never"


def check(
    template: Annotated[
        Path, typer.Argument(metavar="TEMPLATE", help="Design with variables.", exists=True)
    ],
    feed: Annotated[
        Path | None,
        typer.Argument(metavar="[FEED]", help="Products, as for batch. Default: the samples."),
    ] = None,
    images: Annotated[
        bool,
        typer.Option("--images", help="Load the pictures, too: unreachable, damaged, too small."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    fail_on: Annotated[
        FailOn,
        typer.Option(help="What makes the exit code 1: a product without a picture, anything."),
    ] = FailOn.ERROR,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", metavar="N", min=1, help="Processes. Default: as many as pay."
        ),
    ] = None,
    fields: options.Fields = None,
    rules: options.Rules = None,
    id_column: options.IdColumn = None,
    locale: options.Locale = None,
    feed_format: options.FeedFormat = None,
    encoding: options.Encoding = None,
    delimiter: options.Delimiter = None,
    assets: options.Assets = None,
    fonts: options.Fonts = None,
    fallback: options.Fallback = None,
    google_fonts: options.GoogleFonts = None,
    system_fonts: options.SystemFonts = None,
    page: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=0, help="Page to check, from 0; repeatable. Default: 0."),
    ] = None,
    scale: options.Scale = 1.0,
    allow_host: options.AllowHost = None,
    text_overflow: options.Overflow = options.TextOverflow.CHANGE_FONT_SIZE,
    line_breaking: options.Breaking = options.LineBreaking.EDITOR,
    blending: options.BlendModes = options.Blending.EDITOR,
) -> None:
    """Say what will look wrong with a template, or with a feed's products in it.

    Nothing is drawn: missing values, texts that shrink, break or run over, missing fonts and
    glyphs, elements off the page, unreadable colours, misspelt properties, broken rows.
    """
    from renderer.errors import RendererError
    from renderer.feeds import open_feed
    from renderer.preflight import CheckSettings, check_feed, check_template
    from renderer.processes import processors

    settings = CheckSettings(
        fields=options.read_fields(fields),
        rules=options.read_rules(rules),
        locale=locale,
        id_column=id_column,
        pages=page or (0,),
        scale=scale,
        renderer={
            "assets": assets,
            "fonts": fonts or (),
            "text_overflow": text_overflow.value,
            "fallback": fallback or (),
            "allow_hosts": allow_host or (),
            "line_breaking": line_breaking.value,
            "blending": blending.value,
            "font_sources": options.font_sources(google_fonts, system_fonts),
        },
        images=images,
    )
    design = options.read_template(template)
    try:
        if feed is None:
            report = check_template(design, settings)
        else:
            open_again = partial(open_feed, feed, feed_format, encoding, delimiter)
            with open_again() as rows, feed_report("Checking", open_again) as seen:
                jobs = jobs or (processors() if rows.source.size > LARGE_FEED else 1)
                settings = replace(settings, jobs=jobs)
                report = check_feed(design, rows, settings, lambda *product: seen.step())
    except RendererError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    if as_json:
        typer.echo(_json(report))
    else:
        _print(report, feed is not None)
    if (report.failing and fail_on != FailOn.NEVER) or (report.tallies and fail_on == FailOn.ANY):
        raise typer.Exit(1)


def _json(report: Report) -> str:
    import msgspec

    def found(one: Any) -> dict[str, Any]:
        worst = [
            {"product": example.product, "line": example.line, "message": example.message}
            for example in one.worst
        ]
        severity = "error" if one.is_error else "warning"
        return {
            "kind": one.kind, "severity": severity, "place": one.place, "count": one.count,
            "worst": worst,
        }  # fmt: skip

    content = {
        "products": report.products,
        "clean": report.clean,
        "failing": report.failing,
        "seconds": round(report.seconds, 3),
        "findings": [found(one) for one in report.tallies],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode()


def _words(example: Example, is_feed: bool) -> str:
    product = example.product or f"line {example.line}"
    return f"{product}: {example.message}" if is_feed else example.message


def _print(report: Report, is_feed: bool) -> None:
    """A table, worst first, and a sentence."""
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False, width=None if sys.stdout.isatty() else FILE_WIDTH)
    if report.tallies:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
        for title in ("", "finding", "where", *(("applies to",) if is_feed else ()), "worst"):
            align: Literal["right", "left"] = "right" if title == "applies to" else "left"
            table.add_column(title, justify=align, no_wrap=title != "worst")
        for one in report.tallies:
            colour, mark = ("red", "x") if one.is_error else ("yellow", "!")
            share = (f"{one.count:,} of {report.products:,}",) if is_feed else ()
            worst = "\n".join(_words(example, is_feed) for example in one.worst[:3])
            table.add_row(
                f"[{colour}]{mark}[/]", f"[{colour}]{one.kind}[/]", escape(one.place), *share,
                escape(worst),
            )  # fmt: skip
        console.print(table)
    if not is_feed:
        console.print("nothing found" if not report.tallies else f"{len(report.tallies)} findings")
        return
    rate = f", {report.products / report.seconds:,.0f} a second" if report.seconds else ""
    console.print(
        f"{numbered(report.products, 'product')}: {report.clean:,} without a finding, "
        f"{report.failing:,} that will have no picture ({report.seconds:,.1f} s{rate})"
    )
