"""Give failed rows, and feeds that were given up, another try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pipeline.database import Database
from pipeline.outbox import relay
from pipeline.queue import Queue
from pipeline.statements import execute, rows

_TOGETHER = 500
"""Rows in one transaction."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which failed rows are meant; what is None does not matter.

    ``reason`` is any part of the error message, in any case.
    """

    outfeed_id: str | None = None
    user_sub: str | None = None
    feed_ids: Sequence[str] | None = None
    reason: str | None = None


def count_failed(database: Database, chosen: Filter) -> tuple[int, datetime]:
    """How many rows the filter finds, and the database's time of looking."""
    (found,) = database.run(lambda connection: rows(connection, "count_failed", **asdict(chosen)))
    return found["count"], found["now"]


def reopen(database: Database, queue: Queue, request_ids: Sequence[int]) -> int:
    """Let feeds that were given up go on where they stopped; returns how many. As ``retry``."""
    reopened = database.run(
        lambda connection: execute(connection, "reopen_requests", ids=list(request_ids))
    )
    relay(database, queue, _TOGETHER)
    return reopened


def retry(database: Database, queue: Queue, chosen: Filter, before: datetime) -> int:
    """Make failed rows ready and ask for their pictures; returns how many.

    Only rows that failed before that time: one that fails again meanwhile is left alone. What
    is interrupted can be run again. Raises ``Unavailable``; what isn't sent by then is sent by
    the sweeper.
    """
    done = 0
    while True:
        made = database.run(
            lambda connection: execute(
                connection, "retry", before=before, limit=_TOGETHER, **asdict(chosen)
            )
        )
        done += made
        relay(database, queue, _TOGETHER)
        if made < _TOGETHER:
            return done
