"""First phase: a template and a user's products in, one row and one message per product out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from psycopg2.extensions import connection as Connection

from pipeline import tables
from pipeline.errors import InvalidTemplate, TemplateNotFound
from pipeline.log import logger
from pipeline.messages import ProcessData, generate_body
from pipeline.parts import Parts
from renderer import fill_template

_NOT_SENT = "the message that asks for this picture could not be sent; send the feed again"


def process(request: ProcessData, parts: Parts) -> list[str]:
    """Make the feed's rows and ask for their pictures; returns the rows' ids.

    The rows appear together or not at all. Rows whose ``generate`` message SQS refuses to the
    end become ``GENERATION_FAIL``: none waits for a message that isn't there.

    Raises ``AuthenticationFailed``, ``IssuerUnavailable``, ``TemplateNotFound``,
    ``InvalidTemplate`` and the errors of ``Database.run``.
    """
    user_sub = parts.verifier.subject(request.access_token)
    template_id, outfeed_id = str(request.user_template_id), str(request.outfeed_id)

    def insert_rows(connection: Connection) -> list[str]:
        template = _template(connection, template_id, user_sub)
        feeds = (
            tables.NewFeed(design, outfeed_id, template_id, user_sub)
            for design in _designs(connection, template, template_id, user_sub)
        )
        return tables.insert_feeds(connection, feeds)

    feed_ids = parts.database.run(insert_rows)
    unsent = parts.queue.send_all([generate_body(feed_id) for feed_id in feed_ids])
    if unsent:
        stranded = [feed_ids[position] for position in unsent]
        logger.error("generate messages not sent", count=len(stranded))
        parts.database.run(lambda connection: tables.give_up(connection, stranded, _NOT_SENT))
    logger.info(
        "processed", rows=len(feed_ids), outfeed_id=outfeed_id, user_template_id=template_id
    )
    return feed_ids


def _template(connection: Connection, template_id: str, user_sub: str) -> dict[str, Any]:
    text = tables.template(connection, template_id, user_sub)
    if text is None:
        raise TemplateNotFound(template_id=template_id, user_sub=user_sub)
    try:
        template = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InvalidTemplate(template_id=template_id, reason=error) from None
    except RecursionError:
        raise InvalidTemplate(template_id=template_id, reason="it is nested too deeply") from None
    if not isinstance(template, dict):
        found = type(template).__name__
        reason = f"a JSON object is expected, a {found} was found"
        raise InvalidTemplate(template_id=template_id, reason=reason)
    return template


def _designs(
    connection: Connection, template: Mapping[str, Any], template_id: str, user_sub: str
) -> Iterator[str]:
    """The filled template of each product, as JSON text."""
    fields = tables.fields(connection)
    for product in tables.products(connection, user_sub):
        try:
            yield msgspec.json.encode(fill_template(template, fields, product)).decode()
        except RecursionError:
            reason = "it is nested too deeply"
            raise InvalidTemplate(template_id=template_id, reason=reason) from None
