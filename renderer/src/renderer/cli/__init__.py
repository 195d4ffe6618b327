"""The command line: a room for each command.

Everything but the argument parser is imported when a command runs, so that ``--help`` is instant.
"""

from __future__ import annotations

import os
from typing import Annotated

import typer

from renderer.cli.batch import EXAMPLES as BATCH_EXAMPLES
from renderer.cli.batch import batch
from renderer.cli.check import EXAMPLES as CHECK_EXAMPLES
from renderer.cli.check import check
from renderer.cli.fonts import EXAMPLES as FONTS_EXAMPLES
from renderer.cli.fonts import fonts
from renderer.cli.new_plugin import new_plugin
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
app.command(no_args_is_help=True, epilog=BATCH_EXAMPLES)(batch)
app.command(no_args_is_help=True, epilog=CHECK_EXAMPLES)(check)
app.command(no_args_is_help=True, epilog=FONTS_EXAMPLES)(fonts)
app.command()(plugins)
app.command(no_args_is_help=True)(new_plugin)


def _print_version(wanted: bool) -> None:
    if wanted:
        from renderer import __version__
        from renderer.cli.profile import kernels_in_use

        typer.echo(f"renderer {__version__} ({kernels_in_use()})")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
    only_plugins: Annotated[
        str | None,
        typer.Option(
            "--plugins",
            metavar="NAME,...",
            help="The only installed plugins to load; an empty text loads none.",
        ),
    ] = None,
    block_plugins: Annotated[
        str | None,
        typer.Option("--block-plugins", metavar="NAME,...", help="Plugins not to load."),
    ] = None,
) -> None:
    """Draw Polotno designs (JSON) as pictures, exactly as the editor does."""
    if only_plugins is not None:
        os.environ["RENDERER_PLUGINS"] = only_plugins
    if block_plugins is not None:
        os.environ["RENDERER_BLOCKED_PLUGINS"] = block_plugins
