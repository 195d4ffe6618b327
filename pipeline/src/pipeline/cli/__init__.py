"""The command ``pipeline``: run the pipeline, and look after it.

Everything but the argument parser is imported when a command runs, so that ``--help`` is instant.
"""

from __future__ import annotations

import typer

from pipeline.cli.dead_letters import app as dead_letters
from pipeline.cli.local import demo, send, stack, token
from pipeline.cli.migrate import migrate
from pipeline.cli.retry import retry
from pipeline.cli.status import status
from pipeline.cli.sweep import sweep
from pipeline.cli.worker import worker

app = typer.Typer(
    name="pipeline",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Turns a product feed into finished ads.

    A **process** message names a template and, by its access token, a user: each of the
    user's products becomes a row of generated_feeds. Each row's **generate** message
    draws its picture and stores it in S3. The row's status tells the rest:

    PROCESSED → GENERATING → GENERATED, or GENERATION_FAIL with the reason.

    **See it work**, with nothing but this package:

        pipeline demo

    **Try it by hand:**

        pipeline stack --env-file .env
        set -a; . ./.env; set +a    (in another shell)
        pipeline worker &
        pipeline send TEMPLATE.json PRODUCTS.csv --out pictures

    **Run it:** pipeline migrate once, then pipeline worker on any number of machines and
    pipeline sweep every minute; or as AWS Lambda functions, see lambda/ in the repository.

    **When something is wrong:** pipeline status says what, docs/runbook.md what to do.
    """,
)
app.command(rich_help_panel="Run")(worker)
app.command(rich_help_panel="Run")(sweep)
app.command(rich_help_panel="Run")(migrate)
app.command(rich_help_panel="Look after")(status)
app.command(rich_help_panel="Look after")(retry)
app.add_typer(dead_letters, name="dlq", rich_help_panel="Look after")
app.command(rich_help_panel="On this machine")(demo)
app.command(rich_help_panel="On this machine")(stack)
app.command(rich_help_panel="On this machine")(send)
app.command(rich_help_panel="On this machine")(token)
