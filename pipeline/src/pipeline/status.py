"""Look at the database and the queues: how far the feeds are, and why pictures failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection

from pipeline.queue import Depth
from pipeline.statements import rows

_REASONS = 10
"""How many kinds of failures are shown."""


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """One feed's rows by state, how many came to their end in the last minute, and since when
    the oldest unfinished one waits.
    """

    user_sub: str
    outfeed_id: str
    total: int
    waiting: int
    drawing: int
    generated: int
    failed: int
    last_minute: int
    oldest_seconds: float | None

    @property
    def done(self) -> int:
        return self.generated + self.failed

    @property
    def seconds_left(self) -> float | None:
        """Until all is done, if it goes on as in the last minute; None when nothing moves."""
        left = self.total - self.done
        if left and not self.last_minute:
            return None
        return 60.0 * left / max(self.last_minute, 1)


@dataclass(frozen=True, slots=True)
class Failure:
    """Rows that failed for one reason, with the full words and the id of one of them."""

    reason: str
    count: int
    example: str
    example_id: str


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that there is to see; ``queues`` by name, empty without their addresses."""

    feeds: Sequence[FeedStatus]
    failures: Sequence[Failure]
    queues: Mapping[str, Depth]

    @property
    def finished(self) -> bool:
        return bool(self.feeds) and all(feed.done == feed.total for feed in self.feeds)


def feed_status(
    connection: Connection, outfeed_id: str | None, user_sub: str | None, limit: int
) -> list[FeedStatus]:
    """The feeds of that id and user, or of all, with the latest change first."""
    found = rows(connection, "feed_counts", outfeed_id=outfeed_id, user_sub=user_sub, limit=limit)
    return [FeedStatus(**row) for row in found]


def failures(connection: Connection, outfeed_id: str | None, user_sub: str | None) -> list[Failure]:
    """The most frequent reasons of failed rows, likenesses counted as one."""
    found = rows(connection, "failures", outfeed_id=outfeed_id, user_sub=user_sub, limit=_REASONS)
    return [Failure(**row) for row in found]
