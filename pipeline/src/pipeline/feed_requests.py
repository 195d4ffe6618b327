"""The rows of ``feed_requests``: which feeds were asked for, and how far each one is.

A request is worked on in turns. A turn is asked for by the ``process`` message itself (turn 0)
or by a ``continue`` message; a message for a turn that is over does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from psycopg2.extensions import connection as Connection

from pipeline.statements import execute, one_row, rows
from pipeline.tracing import traceparent


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A feed that a user asks for, under a key that is the user's own."""

    user_sub: str
    request_key: str
    template_id: str
    outfeed_id: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one request."""

    feed_request_id: int
    number: int


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that still has products without a row; ``after`` is the last one that has."""

    id: int
    user_sub: str
    template_id: str
    outfeed_id: str
    template: Any
    fields: tuple[Mapping[str, Any], ...]
    after: str | None


def find(connection: Connection, new: NewRequest) -> tuple[Turn, bool] | None:
    """The request of that key, and whether it asked for the same template and feed."""
    row = one_row(connection, "find_request", user_sub=new.user_sub, request_key=new.request_key)
    if row is None:
        return None
    same = (row["user_template_id"], row["outfeed_id"]) == (new.template_id, new.outfeed_id)
    return Turn(row["id"], row["turn"]), same


def open_request(
    connection: Connection, new: NewRequest, template: str, fields: Sequence[Mapping[str, Any]]
) -> bool:
    """Note a request; False when its key is taken."""
    return (
        execute(
            connection,
            "open_request",
            user_sub=new.user_sub,
            request_key=new.request_key,
            template_id=new.template_id,
            outfeed_id=new.outfeed_id,
            template=template,
            fields=msgspec.json.encode(fields).decode(),
        )
        == 1
    )


def begin(connection: Connection, turn: Turn) -> int | None:
    """Count a try at a turn; how many other feeds its user has under way, None if it is over."""
    found = rows(connection, "begin_turn", feed_request_id=turn.feed_request_id, turn=turn.number)
    return found[0]["others"] if found else None


def hand_back(connection: Connection, turn: Turn) -> None:
    """Don't count the try at a turn that something outside interrupted."""
    execute(connection, "hand_back_turn", feed_request_id=turn.feed_request_id, turn=turn.number)


def lock(connection: Connection, feed_request_id: int) -> OpenRequest | None:
    """The request, ours until the transaction ends; None when all its products have rows."""
    row = one_row(connection, "lock_request", feed_request_id=feed_request_id)
    if row is None:
        return None
    return OpenRequest(
        row["id"],
        row["user_sub"],
        row["user_template_id"],
        row["outfeed_id"],
        msgspec.json.decode(row["template_json"]),
        tuple(row["fields"]),
        row["after_product"],
    )


def advance(connection: Connection, request: OpenRequest, made: Sequence[str], after: str) -> None:
    """Ask for the pictures of the rows just made, and note the last product that has one."""
    execute(
        connection,
        "ask_for_pictures",
        feed_request_id=request.id,
        user_sub=request.user_sub,
        feed_ids=list(made),
        traceparent=traceparent(),
    )
    execute(connection, "advance_request", feed_request_id=request.id, after=after, rows=len(made))


def finish(connection: Connection, feed_request_id: int, reason: str | None = None) -> None:
    """No product is left, or there is a ``reason`` to give up."""
    execute(connection, "finish_request", feed_request_id=feed_request_id, reason=reason)


def next_turn(connection: Connection, turn: Turn) -> bool:
    """Put the message for the next turn into the outbox; False when nothing is left to do."""
    found = rows(
        connection,
        "next_turn",
        feed_request_id=turn.feed_request_id,
        turn=turn.number,
        traceparent=traceparent(),
    )
    return bool(found)


def repeat_turn(connection: Connection, feed_request_id: int) -> None:
    """Put another message for the request's present turn into the outbox."""
    execute(connection, "repeat_turn", feed_request_id=feed_request_id)
