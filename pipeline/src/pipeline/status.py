"""Look at the database and the queues: how far the feeds are, and why pictures failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from psycopg2.extensions import connection as Connection

from pipeline.queue import Depth
from pipeline.statements import rows

_REASONS = 10
"""How many kinds of failures are shown."""


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """One feed's rows by state, how many came to their end in the last minute, and since when
    the oldest unfinished one waits. An unfinished request has products without rows yet.
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
    unfinished_requests: int = 0

    @property
    def done(self) -> int:
        return self.generated + self.failed

    @property
    def seconds_left(self) -> float | None:
        """Until all is done, if it goes on as in the last minute; None when nobody can know."""
        left = self.total - self.done
        if self.unfinished_requests or (left and not self.last_minute):
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
class GivenUp:
    """A request that was given up after so many rows; the products after those have none."""

    id: int
    user_sub: str
    outfeed_id: str
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that there is to see; ``queues`` by name, empty without their addresses.

    ``unfinished`` is true of feeds that are not shown, too.
    """

    feeds: Sequence[FeedStatus]
    failures: Sequence[Failure]
    queues: Mapping[str, Depth]
    given_up: Sequence[GivenUp] = ()
    unfinished: bool = False

    @property
    def finished(self) -> bool:
        return bool(self.feeds) and not self.unfinished


@dataclass(frozen=True, slots=True)
class View:
    """Which feeds to look at: of that id or user, or all that changed in so many days.

    A feed that is named is shown however old it is.
    """

    outfeed_id: str | None = None
    user_sub: str | None = None
    days: int = 7
    limit: int = 20


def look(connection: Connection, view: View, queues: Mapping[str, Depth]) -> Status:
    """Feeds with the latest change first, and the most frequent reasons of failed rows,
    likenesses counted as one.
    """
    seen = asdict(view)
    (rest,) = rows(connection, "unfinished", **seen)
    return Status(
        [FeedStatus(**row) for row in rows(connection, "feed_counts", **seen)],
        [Failure(**row) for row in rows(connection, "failures", **{**seen, "limit": _REASONS})],
        queues,
        [GivenUp(**row) for row in rows(connection, "given_up_requests", **seen)],
        rest["unfinished"],
    )
