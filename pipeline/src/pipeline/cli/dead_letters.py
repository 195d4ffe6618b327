"""``pipeline dlq``: the messages that were given up."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from pipeline.cli.terminal import complain, one_line_errors, screen

if TYPE_CHECKING:
    from pipeline.dead_letters import DeadLetter
    from pipeline.queue import Queue

app = typer.Typer(
    no_args_is_help=True,
    help="""Look at the messages that were given up, and send them back.

    SQS can't be looked into: a message that is read is hidden from others for a moment. Ids may
    be shortened to their beginning. Needs DLQ_URL and AWS_REGION,
    to redrive SQS_QUEUE_URL, too.
    """,
)
Ids = Annotated[list[str] | None, typer.Argument(help="Ids of messages, or their beginnings.")]
OfError = Annotated[
    str | None, typer.Option("--error", help="All of this error, such as DatabaseUnavailable.")
]
Everything = Annotated[bool, typer.Option("--all", help="All messages.")]
Most = Annotated[int, typer.Option("--limit", min=1, help="Messages read at most.")]


@app.command("list")
def list_(limit: Most = 100) -> None:
    """Show what was given up, when, in which phase and why."""
    with _queue("DLQ_URL") as dead_letters, _taken(dead_letters, limit) as letters:
        if not letters:
            screen.print("There are no dead letters.")
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("ID", "FAILED AT", "PHASE", "TRY", "ERROR"):
            table.add_column(name, no_wrap=True)
        table.add_column("MESSAGE", overflow="fold")
        for letter in sorted(letters, key=lambda letter: letter.failed_at):
            table.add_row(
                letter.id[:8],
                letter.failed_at[:19].replace("T", " "),
                letter.phase,
                letter.attempt,
                letter.error_type,
                Text(letter.error_message),
            )
        screen.print(table)
        if len(letters) >= limit:
            screen.print(f"These are {limit} of more; --limit reads more.", highlight=False)


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="The message's id, or its beginning.")],
    limit: Most = 1000,
) -> None:
    """Show one message: all that is known of its failure, and its body."""
    with _queue("DLQ_URL") as dead_letters, _taken(dead_letters, limit) as letters:
        for letter in _chosen(letters, [id], None):
            known = {
                "id": letter.id,
                "failed at": letter.failed_at,
                "phase": letter.phase,
                "try": letter.attempt,
                "error": letter.error_type,
                "message": letter.error_message,
                "redrive": letter.obstacle or f"pipeline dlq redrive {letter.id[:8]}",
            }
            for name, value in known.items():
                screen.print(Text(f"{name:>10}  {value}"), soft_wrap=True)
            screen.print(Text(_pretty(letter.body)), soft_wrap=True)


@app.command()
def redrive(
    ids: Ids = None, error: OfError = None, everything: Everything = False, limit: Most = 10_000
) -> None:
    """Send messages back to the queue, when the reason of their failure is gone.

    A message is sent first and deleted here then; handled twice it does no harm. A process
    message whose token was removed is left: only its producer can send it again.
    """
    _need_one_of(ids, error, everything)
    from pipeline.dead_letters import redrive as send_back

    with (
        _queue("SQS_QUEUE_URL") as queue,
        _queue("DLQ_URL") as dead_letters,
        _taken(dead_letters, limit) as letters,
    ):
        chosen = _chosen(letters, ids, error)
        stuck = [letter for letter in chosen if letter.obstacle]
        sent = send_back([one for one in chosen if not one.obstacle], dead_letters, queue)
        screen.print(f"{sent} sent back", highlight=False)
        for letter in stuck:
            complain(f"{letter.id[:8]} is left: {letter.obstacle}")
    if stuck:
        raise typer.Exit(1)


@app.command()
def delete(
    ids: Ids = None, error: OfError = None, everything: Everything = False, limit: Most = 10_000
) -> None:
    """Delete messages that nobody needs any more. What is deleted is gone."""
    _need_one_of(ids, error, everything)
    with _queue("DLQ_URL") as dead_letters, _taken(dead_letters, limit) as letters:
        chosen = _chosen(letters, ids, error)
        dead_letters.delete([letter.receipt for letter in chosen])
        screen.print(f"{len(chosen)} deleted", highlight=False)


def _need_one_of(*choices: object) -> None:
    if sum(map(bool, choices)) != 1:
        raise typer.BadParameter("give ids, or --error, or --all")


@contextmanager
def _queue(variable: str) -> Iterator[Queue]:
    """The queue whose address that variable has; what goes wrong with it is one line."""
    from botocore.exceptions import BotoCoreError, ClientError

    from pipeline.config import QueueSettings
    from pipeline.parts import sqs_client
    from pipeline.queue import Queue
    from pipeline.secrets import with_secrets

    with one_line_errors():
        settings = QueueSettings.from_env(with_secrets(os.environ), variable)
        try:
            yield Queue(sqs_client(settings.region), settings.url)
        except (BotoCoreError, ClientError) as error:
            complain(f"the queue can't be used: {error}")
            raise typer.Exit(1) from None


@contextmanager
def _taken(dead_letters: Queue, limit: int) -> Iterator[list[DeadLetter]]:
    from pipeline.dead_letters import taken

    with taken(dead_letters, limit) as letters:
        yield letters


def _chosen(
    letters: Sequence[DeadLetter], ids: Sequence[str] | None, error: str | None
) -> list[DeadLetter]:
    """Those whose ids begin so, each beginning meaning exactly one; or of that error; or all."""
    if not ids:
        return [letter for letter in letters if error in (None, letter.error_type)]
    chosen = []
    for beginning in ids:
        found = [letter for letter in letters if letter.id.startswith(beginning)]
        if len(found) != 1:
            what = "no dead letter" if not found else f"{len(found)} dead letters"
            complain(f"{what} of {len(letters)} begin with {beginning}")
            raise typer.Exit(1)
        chosen += found
    return chosen


def _pretty(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body
