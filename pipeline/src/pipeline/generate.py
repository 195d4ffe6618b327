"""Second phase: a row in, its picture in S3 and its final state out."""

from __future__ import annotations

import time

from botocore.exceptions import BotoCoreError, ClientError

import renderer
from pipeline import tables
from pipeline.log import logger
from pipeline.messages import GenerateData
from pipeline.objects import picture_key
from pipeline.parts import Parts
from renderer import RendererError

_LONGEST_REASON = 1000


def generate(request: GenerateData, parts: Parts) -> None:
    """Draw a row's design, store the picture, and record ``GENERATED`` or ``GENERATION_FAIL``.

    A row that isn't there, is no longer ``PROCESSED`` or has no design is skipped and logged:
    a repeated message does nothing. A picture that can't be drawn or stored is a result, not
    an error of the message. Raises the errors of ``Database.run``.
    """
    feed_id = str(request.generated_feed_id)
    feed = parts.database.run(lambda connection: tables.claim(connection, feed_id))
    if feed is None:
        why = parts.database.run(lambda connection: tables.why_not_claimed(connection, feed_id))
        logger.warning("skipped", generated_feed_id=feed_id, reason=why)
        return
    started = time.perf_counter()
    try:
        url = _drawn_and_stored(feed, parts)
    except Exception as error:
        reason = _reason(error)
        logger.warning("not generated", generated_feed_id=feed_id, reason=reason)
        parts.database.run(lambda connection: tables.fail(connection, feed_id, reason))
        return
    seconds = round(time.perf_counter() - started, 4)
    parts.database.run(lambda connection: tables.finish(connection, feed_id, url))
    logger.info("generated", generated_feed_id=feed_id, seconds=seconds)


def _drawn_and_stored(feed: tables.ClaimedFeed, parts: Parts) -> str:
    image = parts.processor.combine_images(feed.design)
    key = picture_key(feed.user_sub, feed.outfeed_id, feed.id)
    return parts.pictures.put(key, renderer.encode(image))


def _reason(error: Exception) -> str:
    """One sentence for the row's ``error_message``; a fault of ours is logged with its trace."""
    if isinstance(error, RendererError):
        reason = str(error)
    elif isinstance(error, BotoCoreError | ClientError):
        reason = f"the picture could not be stored: {error}"
    else:
        logger.exception("unexpected error while drawing")
        reason = f"unexpected {type(error).__name__}: {error}"
    return reason[:_LONGEST_REASON].replace("\x00", "?")
