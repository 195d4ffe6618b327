"""``renderer batch``: a picture for every product of a feed."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from renderer.cli import options
from renderer.cli.feed_report import feed_report
from renderer.cli.report import Report, numbered

if TYPE_CHECKING:
    from renderer.batch import Entry, Summary

EXAMPLES = """
Examples:

    renderer batch ad.json products.csv -o out
    renderer batch ad.json products.xml.gz -o out --format jpeg --quality 85 --jobs 4
    renderer batch ad.json products.jsonl -o out --fields fields.json --locale de
"""
INTERRUPTED = 130
MOST_LINES = 100


def batch(
    template: Annotated[
        Path,
        typer.Argument(
            metavar="TEMPLATE", help="Design with variables.", exists=True, dir_okay=False
        ),
    ],
    feed: Annotated[
        Path,
        typer.Argument(
            metavar="FEED",
            help="Products: CSV, TSV, JSON Lines, JSON or product XML, packed with gzip or not.",
        ),
    ],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="DIR", help="Folder for pictures and manifest.jsonl."),
    ],
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", "-j", metavar="N", min=1, help="Processes; default: processors."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Draw pictures that wouldn't change, too.")
    ] = False,
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
        typer.Option(metavar="N", min=0, help="Page to draw, from 0; repeatable. Default: 0."),
    ] = None,
    scale: options.Scale = 1.0,
    allow_host: options.AllowHost = None,
    text_overflow: options.Overflow = options.TextOverflow.CHANGE_FONT_SIZE,
    line_breaking: options.Breaking = options.LineBreaking.EDITOR,
    missing: options.WhenMissing = options.Missing.ERROR,
    asset_cache: options.AssetCache = None,
    blending: options.BlendModes = options.Blending.EDITOR,
    format: Annotated[
        str,
        typer.Option(metavar="png|jpeg|webp|avif|pdf", help="File format; plugins add others."),
    ] = "png",
    quality: options.Quality = None,
) -> None:
    """Draw a template with every product of a feed.

    Run again, it draws what is new or has changed; a run that was stopped goes on where it was.
    A product that can't be drawn is one line on stderr and in the manifest; all others are still
    drawn, and the exit code is 1.
    """
    from renderer.batch import BatchSettings, draw_feed
    from renderer.errors import RendererError
    from renderer.feeds import open_feed

    settings = BatchSettings(
        fields=options.read_fields(fields),
        rules=options.read_rules(rules),
        locale=locale,
        id_column=id_column,
        pages=page or (0,),
        scale=scale,
        format=format,
        options={} if quality is None else {"quality": quality},
        renderer={
            "assets": assets,
            "fonts": fonts or (),
            "text_overflow": text_overflow.value,
            "fallback": fallback or (),
            "allow_hosts": allow_host or (),
            "line_breaking": line_breaking.value,
            "missing": missing.value,
            "asset_cache": asset_cache,
            "blending": blending.value,
            "font_sources": options.font_sources(google_fonts, system_fonts),
        },
        jobs=jobs,
        force=force,
    )
    open_again = partial(open_feed, feed, feed_format, encoding, delimiter)
    try:
        with (
            open_again() as rows,
            feed_report("Drawing", open_again, len(settings.pages)) as report,
        ):
            failures = Failures(report)
            summary = draw_feed(template.read_bytes(), rows, out, settings, failures.add)
    except RendererError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None
    except OSError as error:
        print(f"the manifest can't be written ({error.strerror})", file=sys.stderr)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        print("stopped; the same command goes on from here", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(summed_up(summary, out))
    if summary.failed:
        raise typer.Exit(1)


class Failures:
    """The first failures as lines, and each entry as a step."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._count = 0

    def add(self, entry: Entry) -> None:
        self._report.step()
        if entry.status != "failed":
            return
        self._count += 1
        if self._count <= MOST_LINES:
            product = f" ({entry.product})" if entry.product else ""
            self._report.line(f"line {entry.line}{product}: {entry.error}")
        elif self._count == MOST_LINES + 1:
            self._report.line("there are more; the manifest has them all")


def summed_up(summary: Summary, out: Path) -> str:
    """What was done, at which rate, and the kinds of issues by how many pictures have them."""
    done = summary.drawn + summary.unchanged + summary.failed
    rate = f", {done / summary.seconds:,.1f} a second" if summary.seconds > 0 else ""
    lines = [
        f"{numbered(summary.rows, 'product')}: {numbered(summary.drawn, 'picture')} drawn, "
        f"{summary.unchanged:,} unchanged, {summary.failed:,} failed "
        f"({summary.seconds:,.1f} s{rate})"
    ]
    if summary.issues:
        counted = ", ".join(f"{kind} {count:,}" for kind, count in summary.issues.most_common())
        lines.append(f"issues: {counted}")
    lines.append(f"{out / 'manifest.jsonl'} says what became of each")
    return "\n".join(lines)
