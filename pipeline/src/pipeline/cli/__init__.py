"""The command ``pipeline``: run the pipeline, and look after it.

Everything but the argument parser is imported when a command runs, so that ``--help`` is instant.
"""

from __future__ import annotations

import typer

from pipeline.cli.local import demo, stack, token
from pipeline.cli.migrate import migrate
from pipeline.cli.sweep import sweep
from pipeline.cli.worker import worker

app = typer.Typer(
    name="pipeline",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Turns a product feed into finished ads.

    See it work:  [bold]pipeline demo[/bold]

    Try it by hand:  [bold]pipeline stack --env-file .env[/bold], then in another shell
    [bold]set -a; . ./.env; set +a[/bold] and [bold]pipeline worker[/bold]

    On AWS the same code is the Lambda handler [bold]pipeline.handler.lambda_handler[/bold].
    """,
)
app.command(rich_help_panel="Run")(worker)
app.command(rich_help_panel="Run")(sweep)
app.command(rich_help_panel="Run")(migrate)
app.command(rich_help_panel="On this machine")(demo)
app.command(rich_help_panel="On this machine")(stack)
app.command(rich_help_panel="On this machine")(token)
