"""The rows of ``generated_feeds`` and the changes of their state.

A worker that has claimed a row holds it for the time of a lease, which the database's clock
alone measures, and by the number of its attempt: whatever it writes later counts only while that
is still the row's attempt.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Literal

from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from pipeline.statements import execute, one_row, query, rows
from renderer import Issue

_INSERTED = 100
"""Rows per insert statement: 3 to 4 times as fast as one by one for 23 KB designs."""


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A product's filled design, before it is drawn."""

    design: str
    outfeed_id: str
    user_template_id: str
    user_sub: str
    issues: Sequence[Issue] = ()
    product_id: str | None = None
    feed_request_id: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedFeed:
    """A row that is ours to draw, as long as ``attempt`` is the row's."""

    id: str
    attempt: int
    design: str
    outfeed_id: str
    user_sub: str
    product_id: str | None
    feed_request_id: int | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stored picture: its address, what it depended on, and its issues as a JSON list."""

    url: str
    fingerprint: str | None
    issues: str


@dataclass(frozen=True, slots=True)
class State:
    """Why a row could not be claimed; ``lease_left`` are the seconds of its lease, if any."""

    status: str
    attempt: int
    deaths: int
    has_design: bool
    lease_left: float | None


def insert(connection: Connection, feeds: Iterable[NewFeed]) -> list[str]:
    """Insert a ``PROCESSED`` row per feed and return their ids, in the order of ``feeds``."""
    ids: list[str] = []
    remaining = iter(feeds)
    with connection.cursor() as cursor:
        while chunk := list(islice(remaining, _INSERTED)):
            made = execute_values(
                cursor,
                query("insert_feeds"),
                [
                    (
                        f.design,
                        f.outfeed_id,
                        f.user_template_id,
                        f.user_sub,
                        issues_json(f.issues, "values"),
                        f.product_id,
                        f.feed_request_id,
                    )
                    for f in chunk
                ],
                template="(%s, %s, %s, %s, 'PROCESSED', nullif(%s, '[]')::jsonb, %s, %s)",
                page_size=_INSERTED,
                fetch=True,
            )
            ids.extend(row[0] for row in made)
    return ids


def claim(
    connection: Connection, feed_id: str, lease: float, deaths: int
) -> ClaimedFeed | State | None:
    """Take a row that waits, or one whose holder let its lease run out.

    Of several workers that try at once exactly one gets the row; the others get its state, and
    None where there is no such row. ``lease`` is in seconds; a row whose lease ran out
    ``deaths`` times is not taken again.
    """
    row = one_row(connection, "claim", feed_id=feed_id, lease=lease, deaths=deaths)
    if row is not None:
        return ClaimedFeed(
            str(row["id"]),
            row["attempt"],
            row["design"],
            str(row["outfeed_id"]),
            str(row["user_sub"]),
            row["product_id"],
            row["feed_request_id"],
        )
    row = one_row(connection, "state", feed_id=feed_id)
    return None if row is None else State(**row)


def waiting_design(connection: Connection, feed_id: str) -> str | None:
    """The design of a row that nobody has claimed yet."""
    row = one_row(connection, "waiting_design", feed_id=feed_id)
    return None if row is None else row["design"]


def extend(connection: Connection, feed: ClaimedFeed, lease: float) -> bool:
    """Hold the row for another ``lease`` seconds from now; False when it is no longer ours."""
    return execute(connection, "extend", lease=lease, **_mine(feed)) == 1


def drawn_before(
    connection: Connection, user_sub: str, fingerprint: str
) -> tuple[str, str, str] | None:
    """A row of the user whose picture came out of the same: outfeed, id, and issues of drawing."""
    for row in rows(connection, "drawn_before", user_sub=user_sub, fingerprint=fingerprint):
        return str(row["outfeed_id"]), str(row["id"]), row["issues"]
    return None


def finish(connection: Connection, feed: ClaimedFeed, drawn: Drawn) -> bool:
    """``GENERATING`` to ``GENERATED``; False when the row is no longer ours."""
    changed = execute(connection, "finish", **asdict(drawn), **_mine(feed))
    return changed == 1 or _ended(connection, feed, "GENERATED")


def fail(connection: Connection, feed: ClaimedFeed, reason: str) -> bool:
    """``GENERATING`` to ``GENERATION_FAIL``; False when the row is no longer ours."""
    changed = execute(connection, "fail", reason=reason, **_mine(feed))
    return changed == 1 or _ended(connection, feed, "GENERATION_FAIL")


def hand_back(connection: Connection, feed: ClaimedFeed) -> bool:
    """``GENERATING`` to ``PROCESSED`` for another try; False when the row is no longer ours."""
    return execute(connection, "hand_back", **_mine(feed)) == 1


def give_up(connection: Connection, feed_id: str, deaths: int, reason: str) -> bool:
    """``GENERATING`` to ``GENERATION_FAIL`` when the lease ran out for the last time."""
    return execute(connection, "give_up", feed_id=feed_id, deaths=deaths, reason=reason) == 1


def _ended(connection: Connection, feed: ClaimedFeed, status: str) -> bool:
    """Whether our attempt ended so already: its commit was done, only the answer was lost."""
    row = one_row(connection, "state", feed_id=feed.id)
    return row is not None and (row["status"], row["attempt"]) == (status, feed.attempt)


def _mine(feed: ClaimedFeed) -> dict[str, object]:
    return {"feed_id": feed.id, "attempt": feed.attempt}


def issues_json(issues: Sequence[Issue], stage: Literal["values", "drawing"]) -> str:
    """Issues as a JSON list; without the NUL character, which jsonb can't hold."""
    found = [{"stage": stage, **asdict(issue)} for issue in issues]
    return json.dumps(found).replace("\\u0000", "?")
