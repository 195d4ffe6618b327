"""``pipeline retry``: another try for failed rows, and for feeds that were given up."""

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
    request: Annotated[
        list[int] | None,
        typer.Option(help="Let the feed of this request go on that was given up. Repeatable."),
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
    messages go to the queue. Can be interrupted and run again. Needs DB_HOST, DB_NAME, DB_USER,
    DB_PASSWORD, SQS_QUEUE_URL and AWS_REGION; to count only those of the database.

        pipeline retry --outfeed summer --reason "status 503"

    A request that pipeline status shows as given up goes on after its last product with

        pipeline retry --request 4711
    """
    chosen_rows = any((outfeed, user, reason, row))
    if sum((bool(everything), chosen_rows, bool(request))) != 1 or (request and dry_run):
        raise typer.BadParameter("name a filter, or --all, or --request")
    from pipeline.config import DatabaseSettings, QueueSettings
    from pipeline.database import Database
    from pipeline.parts import sqs_client
    from pipeline.queue import Queue
    from pipeline.retry import Filter, count_failed, reopen
    from pipeline.retry import retry as retry_rows
    from pipeline.secrets import with_secrets

    chosen = Filter(outfeed, user, row or None, reason)
    with one_line_errors():
        environ = with_secrets(os.environ)
        with closing(Database(DatabaseSettings.from_env(environ))) as database:
            if dry_run:
                found, _ = count_failed(database, chosen)
                screen.print(f"{found} failed rows", highlight=False)
                return
            settings = QueueSettings.from_env(environ, "SQS_QUEUE_URL")
            queue = Queue(sqs_client(settings.region), settings.url)
            if request:
                done = reopen(database, queue, request)
                screen.print(f"{done} of {len(request)} feeds go on", highlight=False)
                return
            _, now = count_failed(database, chosen)
            done = retry_rows(database, queue, chosen, now)
    screen.print(f"{done} failed rows are tried again", highlight=False)
