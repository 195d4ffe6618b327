"""The command line: ``renderer render``, ``renderer plugins``.

Everything but the argument parser is imported when a command runs, so that ``--help`` is instant.
"""

from __future__ import annotations

from typing import Annotated

import typer

from renderer.cli.plugins import plugins
from renderer.cli.render import EXAMPLES, render

app = typer.Typer(
    name="renderer",
    help="Draw Polotno designs (JSON) as pictures, exactly as the editor does.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(no_args_is_help=True, epilog=EXAMPLES)(render)
app.command()(plugins)


def _print_version(wanted: bool) -> None:
    if wanted:
        from renderer import __version__

        typer.echo(f"renderer {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Draw Polotno designs (JSON) as pictures, exactly as the editor does."""
