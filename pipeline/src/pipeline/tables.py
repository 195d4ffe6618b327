"""The statements of the pipeline as functions of a connection; their text is in ``sql/queries``.

Ids are passed as text: PostgreSQL reads them as whatever type the column has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from psycopg2.errors import InvalidTextRepresentation, NumericValueOutOfRange
from psycopg2.extensions import connection as Connection
from psycopg2.extras import RealDictCursor, execute_values

_STREAMED = 1000
"""Products fetched at a time."""
_INSERTED = 100
"""Rows per insert statement: 3 to 4 times as fast as one by one for 23 KB designs."""
_NO_SUCH_ID = (InvalidTextRepresentation, NumericValueOutOfRange)
"""What PostgreSQL says to an id that can't even be one, such as 'x' for a number."""


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A product's filled design, before it is drawn."""

    design: str
    outfeed_id: str
    user_template_id: str
    user_sub: str


@dataclass(frozen=True, slots=True)
class ClaimedFeed:
    """A row that is ours to draw."""

    id: str
    design: str
    outfeed_id: str
    user_sub: str


def template(connection: Connection, template_id: str, user_sub: str) -> str | None:
    """The user's template as JSON text, or None when this user has no such template."""
    row = _one_row(connection, "template", template_id=template_id, user_sub=user_sub)
    return None if row is None else row["template_json"] or ""


def fields(connection: Connection) -> list[Mapping[str, Any]]:
    """All mapping rows: ``label_name``, ``product_map``, ``type``."""
    with connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute(_query("fields"))
        return list(cursor.fetchall())


def products(connection: Connection, user_sub: str) -> Iterator[Mapping[str, object]]:
    """The user's products with all their columns, streamed at flat memory."""
    with connection.cursor("products", cursor_factory=RealDictCursor) as cursor:
        cursor.itersize = _STREAMED
        cursor.execute(_query("products"), {"user_sub": user_sub})
        yield from cursor


def insert_feeds(connection: Connection, feeds: Iterable[NewFeed]) -> list[str]:
    """Insert a ``PROCESSED`` row per feed and return their ids, in the order of ``feeds``."""
    ids: list[str] = []
    remaining = iter(feeds)
    with connection.cursor() as cursor:
        while chunk := list(islice(remaining, _INSERTED)):
            values = [(f.design, f.outfeed_id, f.user_template_id, f.user_sub) for f in chunk]
            rows = execute_values(
                cursor,
                _query("insert_feeds"),
                values,
                template="(%s, %s, %s, %s, 'PROCESSED', now(), now())",
                page_size=_INSERTED,
                fetch=True,
            )
            ids.extend(str(row[0]) for row in rows)
    return ids


def claim(connection: Connection, feed_id: str) -> ClaimedFeed | None:
    """Move a row from ``PROCESSED`` to ``GENERATING``; None if it isn't there to be claimed.

    Of several workers that try at once exactly one gets the row.
    """
    row = _one_row(connection, "claim", feed_id=feed_id)
    if row is None:
        return None
    return ClaimedFeed(
        id=str(row["id"]),
        design=row["design"],
        outfeed_id=str(row["outfeed_id"]),
        user_sub=str(row["user_sub"]),
    )


def why_not_claimed(connection: Connection, feed_id: str) -> str:
    """Why ``claim`` gave None, in words for the log."""
    row = _one_row(connection, "state", feed_id=feed_id)
    if row is None:
        return "there is no such row"
    if not row["has_design"]:
        return "the row has no generated_json"
    return f"the row is {row['status']}, not PROCESSED"


def finish(connection: Connection, feed_id: str, url: str) -> None:
    """``GENERATING`` to ``GENERATED``, with the picture's address."""
    _execute(connection, "finish", feed_id=feed_id, url=url)


def fail(connection: Connection, feed_id: str, reason: str) -> None:
    """``GENERATING`` to ``GENERATION_FAIL``, with the reason."""
    _execute(connection, "fail", feed_id=feed_id, reason=reason)


def give_up(connection: Connection, feed_ids: Sequence[str], reason: str) -> None:
    """``PROCESSED`` to ``GENERATION_FAIL`` for rows that nothing will ever draw."""
    _execute(connection, "give_up", feed_ids=list(feed_ids), reason=reason)


def _one_row(connection: Connection, query: str, **values: object) -> Mapping[str, Any] | None:
    with connection.cursor(cursor_factory=RealDictCursor) as cursor:
        cursor.execute("SAVEPOINT one_row")
        try:
            cursor.execute(_query(query), values)
            return cursor.fetchone()
        except _NO_SUCH_ID:
            cursor.execute("ROLLBACK TO SAVEPOINT one_row")
            return None


def _execute(connection: Connection, query: str, **values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_query(query), values)


@cache
def _query(name: str) -> str:
    return (files("pipeline") / "sql" / "queries" / f"{name}.sql").read_text("utf-8")
