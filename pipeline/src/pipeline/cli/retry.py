"""``pipeline retry``: another try for failed rows."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Annotated

import typer

from pipeline.cli.terminal import one_line_errors, screen


def retry(
    outfeed: Annotated[str | None, typer.Option(help="Only rows of this feed.")] = None,
    user: Annotated[str | None, typer.Option(help="Only rows of this user (sub).")] = None,
    reason: Annotated[
        str | None, typer.Option(help="Only rows whose error message has this in it.")
    ] = None,
    row: Annotated[
        list[str] | None, typer.Option(help="Only the row of this id. Repeatable.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every failed row; instead of a filter.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Only say how many there are.")
    ] = False,
) -> None:
    """Give failed rows (GENERATION_FAIL) another try, when their reason is gone.

    Filters are combined: a row must pass all of them. The rows become PROCESSED and their
    messages go to the queue. Can be interrupted and run again. Needs the worker's environment.

        pipeline retry --outfeed summer --reason "status 503"
    """
    if everything == any((outfeed, user, reason, row)):
        raise typer.BadParameter("name a filter, or --all, not both")
    from pipeline.config import Settings
    from pipeline.database import Database
    from pipeline.parts import sqs_client
    from pipeline.queue import Queue
    from pipeline.retry import Filter, count_failed
    from pipeline.retry import retry as retry_rows
    from pipeline.secrets import with_secrets

    chosen = Filter(outfeed, user, row or None, reason)
    with one_line_errors():
        settings = Settings.from_env(with_secrets(os.environ))
        with closing(Database(settings.database)) as database:
            found, now = count_failed(database, chosen)
            if dry_run:
                screen.print(f"{found} failed rows", highlight=False)
                return
            queue = Queue(sqs_client(settings.region), settings.queue_url)
            done = retry_rows(database, queue, chosen, now)
    screen.print(f"{done} failed rows are tried again", highlight=False)
