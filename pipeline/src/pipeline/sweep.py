"""Find what nobody works on any more, and set it going again; run every minute or so.

The phases need no sweeper while all goes well. It is for what a killed worker, a lost message or
a queue that gave up leave behind. Any number of sweepers may run at once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from botocore.exceptions import BotoCoreError, ClientError
from psycopg2.extensions import connection as Connection

from pipeline import feed_requests, metrics
from pipeline.config import DeliverySettings
from pipeline.deadline import time_left
from pipeline.errors import QueueUnavailable
from pipeline.generate import NO_ATTEMPT_ENDED
from pipeline.log import logger
from pipeline.outbox import relay
from pipeline.parts import Parts
from pipeline.queue import said
from pipeline.statements import execute, rows

_TOGETHER = 500
"""Rows looked after in one transaction."""
_PURGED = 10_000
"""Rows removed in one transaction."""
_SENT_KEPT = 24 * 3600
"""Seconds that sent entries of the outbox are kept, for someone who asks what was sent."""
_REQUESTS_KEPT = 30 * 24 * 3600
"""Seconds that finished requests are kept: more than the 14 days that SQS keeps a message."""
STALLED = "no try to make its rows came to an end"


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did."""

    released: int = 0
    """Rows whose lease was over, made ready for another worker."""
    failed: int = 0
    """Rows given up after their last attempt."""
    reminded: int = 0
    """Rows that waited for a message that was lost."""
    resumed: int = 0
    """Feeds that nobody worked on."""
    sent: int = 0
    """Messages sent from the outbox."""
    given_up: int = 0
    """Feeds given up after their last try, of those that nobody worked on."""


def sweep(parts: Parts) -> Swept:
    """One round. Raises ``Unavailable`` when the database or the queue is."""
    with metrics.written_together():
        swept = _swept(parts)
        for what in ("released", "reminded", "resumed", "sent"):
            metrics.count("Swept", ("what", what), getattr(swept, what))
    logger.info("swept", extra=asdict(swept))
    return swept


def _swept(parts: Parts) -> Swept:
    rules, database = parts.delivery, parts.database
    (oldest,) = database.run(lambda connection: rows(connection, "outbox_age"))
    metrics.seconds("OutboxAge", oldest["seconds"])
    released = failed = 0
    while time_left() > rules.reserve:
        found = database.run(lambda connection: _expire(connection, rules))
        released, failed = released + found[0], failed + found[1]
        if sum(found) < _TOGETHER:
            break
    metrics.count("PicturesFailed", number=failed)
    resumed, given_up = database.run(lambda connection: _resume(connection, rules))
    metrics.count("FeedsGivenUp", number=given_up)
    lost_after = rules.forgotten if _nothing_waits(parts) else rules.lost
    reminded = database.run(lambda connection: _remind(connection, rules, lost_after))
    sent = 0
    while time_left() > rules.reserve and (taken := relay(database, parts.queue, _TOGETHER)):
        sent += taken
    _purge(parts, "purge_outbox", _SENT_KEPT)
    _purge(parts, "purge_requests", _REQUESTS_KEPT)
    return Swept(released, failed, reminded, resumed, sent, given_up)


def _expire(connection: Connection, rules: DeliverySettings) -> tuple[int, int]:
    (found,) = rows(
        connection,
        "expire",
        lease=rules.lease,
        deaths=rules.attempts,
        reason=NO_ATTEMPT_ENDED,
        limit=_TOGETHER,
    )
    return found["released"], found["failed"]


def _resume(connection: Connection, rules: DeliverySettings) -> tuple[int, int]:
    """Ask again for the turn of stalled requests; give up those that were tried too often.

    How many there were, and how many were given up.

    The turn stays the same: its first message may still be waiting in a long queue, and must not
    come too late.
    """
    stalled = rows(connection, "stalled_requests", after=rules.stalled, limit=_TOGETHER)
    given_up = 0
    for request in stalled:
        if request["tries"] >= rules.attempts and not request["finished"]:
            logger.error("feed given up", feed_request_id=request["id"], reason=STALLED)
            feed_requests.finish(connection, request["id"], STALLED)
            given_up += 1
        feed_requests.repeat_turn(connection, request["id"])
    return len(stalled), given_up


def _remind(connection: Connection, rules: DeliverySettings, lost_after: float) -> int:
    """Ask again for rows that wait; how many."""
    asked = rows(connection, "remind", after=rules.forgotten, sent=lost_after, limit=rules.window)
    return len(asked)


def _nothing_waits(parts: Parts) -> bool:
    try:
        return parts.queue.depth().waiting == 0
    except (BotoCoreError, ClientError) as error:
        raise QueueUnavailable(url=parts.queue.url, reason=said(error)) from error


def _purge(parts: Parts, statement: str, after: int) -> None:
    """Remove what is old, a part at a time: after an outage there may be very much of it."""
    while time_left() > parts.delivery.reserve:
        removed = parts.database.run(
            lambda connection: execute(connection, statement, after=after, limit=_PURGED)
        )
        if removed < _PURGED:
            break
