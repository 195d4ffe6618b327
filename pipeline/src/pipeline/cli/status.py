"""``pipeline status``: how far the feeds are, and why pictures failed."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from pipeline.cli.terminal import one_line_errors, screen

if TYPE_CHECKING:
    from pipeline.database import Database
    from pipeline.queue import Queue
    from pipeline.status import Failure, FeedStatus, GivenUp, Status, View

_QUEUES = {"queue": "SQS_QUEUE_URL", "dead letters": "DLQ_URL"}


def status(
    outfeed: Annotated[str | None, typer.Option(help="Only this feed.")] = None,
    user: Annotated[str | None, typer.Option(help="Only feeds of this user (sub).")] = None,
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Look again and again until all is done.")
    ] = False,
    every: Annotated[
        float, typer.Option(min=0.2, help="Seconds between two looks of --watch.")
    ] = 2.0,
    days: Annotated[
        int, typer.Option(min=1, help="Feeds that changed in so many days, unless one is named.")
    ] = 7,
    limit: Annotated[int, typer.Option(min=1, help="Feeds shown, the latest first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show how far the feeds are: pictures by state, rate, the oldest, failures by reason.

    Needs DB_HOST, DB_NAME, DB_USER and DB_PASSWORD; with SQS_QUEUE_URL and DLQ_URL it shows the
    queues, too. RATE is what came to its end in the last minute, LEFT how long the rest takes at
    that rate, OLDEST how long the oldest unfinished picture has waited. A plus after DONE means
    that not all products have their rows yet.

    Exit code 0 once everything is done, 1 if a feed was given up before its last product, 2
    while something is not done, also in feeds that are not shown.
    """
    from pipeline.config import DatabaseSettings
    from pipeline.database import Database
    from pipeline.secrets import with_secrets
    from pipeline.status import View

    view = View(outfeed, user, days, limit)
    with (
        one_line_errors(),
        closing(Database(DatabaseSettings.from_env(with_secrets(os.environ)))) as database,
    ):
        queues = _queues()

        def look() -> Status:
            return _look(database, queues, view)

        found = look()
        if as_json:
            print(json.dumps(_for_programs(found)))
        elif watch:
            with Live(shown(found), console=screen, auto_refresh=False) as live:
                try:
                    while not found.finished:
                        time.sleep(every)
                        found = look()
                        live.update(shown(found), refresh=True)
                except KeyboardInterrupt:
                    pass
        else:
            screen.print(shown(found))
    if not found.finished:
        raise typer.Exit(2)
    if found.given_up:
        raise typer.Exit(1)


def _look(database: Database, queues: dict[str, Queue], view: View) -> Status:
    from botocore.exceptions import BotoCoreError, ClientError

    from pipeline.status import look

    depths = {}
    for name, queue in queues.items():
        try:
            depths[name] = queue.depth()
        except (BotoCoreError, ClientError):
            continue
    return database.run(lambda connection: look(connection, view, depths))


def _queues() -> dict[str, Queue]:
    """The queues whose addresses are known."""
    named = {name: os.environ.get(variable) for name, variable in _QUEUES.items()}
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if region is None or not any(named.values()):
        return {}
    from pipeline.parts import sqs_client
    from pipeline.queue import Queue

    client = sqs_client(region)
    return {name: Queue(client, url) for name, url in named.items() if url}


def shown(status: Status) -> RenderableType:
    parts: list[RenderableType] = []
    if status.feeds:
        parts.append(_feed_table(status.feeds))
    else:
        parts.append(Text("There are no such feeds."))
    if status.failures:
        parts += ["", _failure_table(status.failures)]
    if status.given_up:
        parts += ["", _given_up_table(status.given_up)]
    if status.queues:
        lines = (
            f"{name}: {depth.waiting} waiting, {depth.in_hand} in hand"
            for name, depth in status.queues.items()
        )
        parts += ["", Text("\n".join(lines))]
    return Group(*parts)


def _feed_table(feeds: Iterable[FeedStatus]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("FEED", overflow="fold")
    table.add_column("USER", overflow="fold")
    table.add_column("")
    for name in ("DONE", "WAITING", "DRAWING", "FAILED", "RATE", "LEFT", "OLDEST"):
        table.add_column(name, justify="right", no_wrap=True)
    for feed in feeds:
        bar = ProgressBar(total=feed.total, completed=feed.done, width=20)
        failed = Text(str(feed.failed), style="red" if feed.failed else "")
        table.add_row(
            Text(feed.outfeed_id),
            Text(feed.user_sub),
            bar,
            f"{feed.done}/{feed.total}{'+' if feed.unfinished_requests else ''}",
            str(feed.waiting),
            str(feed.drawing),
            failed,
            f"{feed.last_minute}/min",
            _duration(feed.seconds_left) if feed.seconds_left else "-",
            _duration(feed.oldest_seconds) if feed.oldest_seconds else "-",
        )
    return table


def _failure_table(failures: Iterable[Failure]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("FAILED", justify="right", style="red")
    table.add_column("REASON", overflow="fold")
    table.add_column("FOR EXAMPLE ROW", no_wrap=True)
    for failure in failures:
        table.add_row(str(failure.count), Text(failure.reason), failure.example_id)
    return table


def _given_up_table(requests: Iterable[GivenUp]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("GIVEN UP", justify="right", style="red")
    for name in ("FEED", "USER", "REASON"):
        table.add_column(name, overflow="fold")
    table.add_column("AFTER", justify="right")
    for request in requests:
        table.add_row(
            str(request.id),
            Text(request.outfeed_id),
            Text(request.user_sub),
            Text(request.reason),
            f"{request.rows} rows",
        )
    return table


def _duration(seconds: float) -> str:
    """``45 s``, ``12 min``, ``3 h``, ``2 d``: one number is enough."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _for_programs(status: Status) -> dict[str, Any]:
    return {
        "finished": status.finished,
        "feeds": [
            {**asdict(feed), "done": feed.done, "seconds_left": feed.seconds_left}
            for feed in status.feeds
        ],
        "failures": [asdict(failure) for failure in status.failures],
        "given_up": [asdict(request) for request in status.given_up],
        "queues": {name: asdict(depth) for name, depth in status.queues.items()},
    }
