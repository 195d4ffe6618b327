"""Send what transactions left in the outbox, and mark what SQS took.

An entry is sent at least once: it is marked after it was sent, and a worker that dies between
the two leaves it to the next one. Who receives a message twice must not mind.
"""

from __future__ import annotations

from functools import partial

from psycopg2.extensions import connection as Connection

from pipeline.database import Database
from pipeline.errors import QueueUnavailable
from pipeline.queue import Queue
from pipeline.statements import execute, rows

_TOGETHER = 100
"""Entries locked, sent and marked in one transaction."""


def relay(database: Database, queue: Queue, most: int, feed_request_id: int | None = None) -> int:
    """Send up to ``most`` entries of a request, or of none; returns how many were sent.

    Entries that another relay is just sending are passed over; those of no request are sent in
    turn between users. Raises ``QueueUnavailable`` once SQS takes no more, and the errors of
    ``Database.run``.
    """
    sent = 0
    while sent < most:
        some = partial(
            _send_some,
            queue=queue,
            limit=min(_TOGETHER, most - sent),
            feed_request_id=feed_request_id,
        )
        taken, tried, reason = database.run(some)
        sent += taken
        if taken < tried:
            reason = f"it did not take {tried - taken} of {tried} messages ({reason})"
            raise QueueUnavailable(url=queue.url, reason=reason)
        if tried == 0:
            break
    return sent


def _send_some(
    connection: Connection, queue: Queue, limit: int, feed_request_id: int | None
) -> tuple[int, int, str]:
    """How many entries were sent, of how many, and why not the others."""
    if feed_request_id is None:
        entries = rows(connection, "unsent", limit=limit)
    else:
        entries = rows(
            connection, "unsent_of_request", feed_request_id=feed_request_id, limit=limit
        )
    sent, reason = queue.send_all([entry["payload"] for entry in entries])
    if sent:
        execute(connection, "mark_sent", ids=[entries[position]["id"] for position in sent])
    return len(sent), len(entries), reason
