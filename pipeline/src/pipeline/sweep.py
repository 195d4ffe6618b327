"""Find what nobody works on any more, and set it going again; run every minute or so.

The phases need no sweeper while all goes well. It is for what a killed worker, a lost message or
a queue that gave up leave behind. Any number of sweepers may run at once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from botocore.exceptions import BotoCoreError, ClientError
from psycopg2.extensions import connection as Connection

from pipeline import feed_requests
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


def sweep(parts: Parts) -> Swept:
    """One round. Raises ``Unavailable`` when the database or the queue is."""
    rules, database = parts.delivery, parts.database
    released = failed = 0
    while time_left() > rules.reserve:
        found = database.run(lambda connection: _expire(connection, rules))
        released, failed = released + found[0], failed + found[1]
        if sum(found) < _TOGETHER:
            break
    resumed = database.run(lambda connection: _resume(connection, rules))
    lost_after = rules.forgotten if _nothing_waits(parts) else rules.lost
    reminded = database.run(lambda connection: _remind(connection, rules, lost_after))
    sent = 0
    while time_left() > rules.reserve and (taken := relay(database, parts.queue, _TOGETHER)):
        sent += taken
    database.run(_purge)
    swept = Swept(released, failed, reminded, resumed, sent)
    logger.info("swept", extra=asdict(swept))
    return swept


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


def _resume(connection: Connection, rules: DeliverySettings) -> int:
    """Ask again for the turn of stalled requests; give up those that were tried too often.

    The turn stays the same: its first message may still be waiting in a long queue, and must not
    come too late.
    """
    stalled = rows(connection, "stalled_requests", after=rules.stalled, limit=_TOGETHER)
    for request in stalled:
        if request["tries"] >= rules.attempts and not request["finished"]:
            logger.error("feed given up", feed_request_id=request["id"], reason=STALLED)
            feed_requests.finish(connection, request["id"], STALLED)
        feed_requests.repeat_turn(connection, request["id"])
    return len(stalled)


def _remind(connection: Connection, rules: DeliverySettings, lost_after: float) -> int:
    """Ask again for rows that wait; how many."""
    asked = rows(connection, "remind", after=rules.forgotten, sent=lost_after, limit=rules.window)
    return len(asked)


def _nothing_waits(parts: Parts) -> bool:
    try:
        return parts.queue.depth().waiting == 0
    except (BotoCoreError, ClientError) as error:
        raise QueueUnavailable(url=parts.queue.url, reason=said(error)) from error


def _purge(connection: Connection) -> None:
    execute(connection, "purge_outbox", after=_SENT_KEPT)
    execute(connection, "purge_requests", after=_REQUESTS_KEPT)
