"""First phase: a template and a user's products in, one row and one message per product out.

A feed may be of any size: its products are worked through in chunks, one transaction each, and
its messages are sent in windows. What doesn't fit into the time or the window is left to the
next turn, which a message of our own asks for; it names the request and carries no token.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from psycopg2.extensions import connection as Connection

from pipeline import feed_requests, feeds, log, tables
from pipeline.deadline import time_left
from pipeline.errors import (
    AuthenticationFailed,
    InvalidTemplate,
    RequestConflict,
    TemplateNotFound,
    Unavailable,
)
from pipeline.feed_requests import NewRequest, OpenRequest, Turn
from pipeline.hand_back import AtLast, handed_back
from pipeline.log import logger
from pipeline.messages import ContinueData, Delivery, ProcessData
from pipeline.outbox import relay
from pipeline.parts import Parts
from pipeline.queue import BATCH
from renderer import RendererError

if TYPE_CHECKING:
    from pipeline.auth import Grant

_OTHERS = 100
"""Entries of no request that a turn sends along."""


def process(request: ProcessData, delivery: Delivery, parts: Parts) -> None:
    """Note the request, once for all its deliveries, and take its first turn.

    A request that is noted is accepted: the sweeper takes it to its end, whatever becomes of
    the message and of its token. Raises ``AuthenticationFailed``, ``TemplateNotFound``,
    ``InvalidTemplate``, ``RequestConflict``, ``Unavailable``, and ``HandBack`` from then on.
    """
    grant = parts.verifier.grant(request.access_token)
    key = delivery.message_id if request.request_id is None else str(request.request_id)
    new = NewRequest(grant.user_sub, key, str(request.user_template_id), str(request.outfeed_id))
    with log.context(
        request=key,
        user_hash=log.user_hash(grant.user_sub),
        outfeed_id=new.outfeed_id,
        user_template_id=new.template_id,
    ):
        turn = _opened(new, grant, parts)
        with (
            log.context(feed_request_id=turn.feed_request_id, turn=turn.number),
            handed_back(AtLast.LEFT),
        ):
            _try_turn(turn, parts)


def _opened(new: NewRequest, grant: Grant, parts: Parts) -> Turn:
    """The request's first turn; the request is noted if it is a new one."""

    def open_request(connection: Connection) -> Turn:
        found = feed_requests.find(connection, new)
        if found is None:
            if grant.expired:
                raise AuthenticationFailed(reason="it has expired")
            _open(connection, new, parts)
            found = feed_requests.find(connection, new)
            assert found is not None
        turn, same = found
        if not same:
            key = new.request_key
            raise RequestConflict(request_key=key, user_hash=log.user_hash(new.user_sub))
        return turn

    return Turn(parts.database.run(open_request).feed_request_id, 0)


def go_on(request: ContinueData, parts: Parts) -> None:
    """Take a further turn of a request. Raises ``HandBack``."""
    with (
        log.context(feed_request_id=request.feed_request_id, turn=request.turn),
        handed_back(AtLast.LEFT),
    ):
        _try_turn(Turn(request.feed_request_id, request.turn), parts)


def _open(connection: Connection, new: NewRequest, parts: Parts) -> None:
    text = tables.template(connection, new.template_id, new.user_sub)
    if text is None:
        user_hash = log.user_hash(new.user_sub)
        raise TemplateNotFound(template_id=new.template_id, user_hash=user_hash)
    fields = tables.fields(connection)
    try:
        template = msgspec.json.decode(text, type=dict[str, Any])
        msgspec.json.encode(parts.processor.renderer.template(template, fields).resolve({}).design)
    except (msgspec.MsgspecError, UnicodeError, RendererError) as error:
        raise InvalidTemplate(template_id=new.template_id, reason=str(error).rstrip(".")) from None
    except RecursionError:
        reason = "it is nested too deeply"
        raise InvalidTemplate(template_id=new.template_id, reason=reason) from None
    feed_requests.open_request(connection, new, text, fields)


def _try_turn(turn: Turn, parts: Parts) -> None:
    try:
        _take_turn(turn, parts)
    except Unavailable:
        parts.database.run(lambda connection: feed_requests.hand_back(connection, turn))
        raise


def _take_turn(turn: Turn, parts: Parts) -> None:
    """Make rows and send messages until the feed, the time or the window is used up."""
    rules, began = parts.delivery, time.monotonic()
    others = parts.database.run(lambda connection: feed_requests.begin(connection, turn))
    if others is not None:
        room, more = max(rules.window // (others + 1), BATCH), True
        while more:
            made = parts.database.run(lambda connection: _chunk(connection, turn, parts))
            more = made == rules.chunk
            room -= relay(parts.database, parts.queue, room, turn.feed_request_id)
            time_up = time.monotonic() - began > rules.slice or time_left() < rules.reserve
            logger.info("processed", rows=made)
            if time_up:
                break
        parts.database.run(lambda connection: feed_requests.next_turn(connection, turn))
    relay(parts.database, parts.queue, _OTHERS)


def _chunk(connection: Connection, turn: Turn, parts: Parts) -> int:
    """Make the rows of the next chunk of products and ask for their pictures; how many."""
    size = parts.delivery.chunk
    request = feed_requests.lock(connection, turn.feed_request_id)
    if request is None:
        return 0
    products = list(tables.products(connection, request.user_sub, request.after, size))
    if products:
        made = feeds.insert(connection, _filled(request, products, parts))
        feed_requests.advance(connection, request, made, str(products[-1]["id"]))
    if len(products) < size:
        feed_requests.finish(connection, request.id)
    return len(products)


def _filled(
    request: OpenRequest, products: list[tables.Row], parts: Parts
) -> Iterator[feeds.NewFeed]:
    template = parts.processor.renderer.template(request.template, request.fields)
    for product in products:
        resolved = template.resolve(product)
        yield feeds.NewFeed(
            msgspec.json.encode(resolved.design).decode(),
            request.outfeed_id,
            request.template_id,
            request.user_sub,
            resolved.issues,
            str(product["id"]),
            request.id,
        )
