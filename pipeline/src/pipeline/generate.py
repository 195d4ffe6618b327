"""Second phase: a row in, its picture in S3 and its final state out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

import renderer
from pipeline import feeds, log, metrics, stages, tracing
from pipeline.errors import (
    DatabaseRefused,
    LeaseHeld,
    LeaseLost,
    StorageUnavailable,
    Unavailable,
)
from pipeline.feeds import ClaimedFeed, Drawn, issues_json
from pipeline.hand_back import AtLast, HandBack, begin, handed_back
from pipeline.keeper import kept
from pipeline.log import logger
from pipeline.messages import Delivery, GenerateData
from pipeline.objects import picture_key
from pipeline.parts import Parts
from renderer import Issue, RendererError

_LONGEST_REASON = 1000
NO_ATTEMPT_ENDED = "no attempt to draw it came to an end"


def generate(request: GenerateData, delivery: Delivery, parts: Parts) -> None:
    """Draw a row's design, store the picture, and record ``GENERATED`` or ``GENERATION_FAIL``.

    A row that isn't there, is in a final state or has no design is skipped and logged: a
    repeated message does nothing. A picture that can't be drawn is a result, not an error of
    the message. Raises ``HandBack`` while another worker has the row, and when it is to be
    drawn later.
    """
    with handed_back(AtLast.LEFT):
        _generate(str(request.generated_feed_id), delivery, parts)


def _generate(feed_id: str, delivery: Delivery, parts: Parts) -> None:
    rules = parts.delivery
    begin(rules.reserve + rules.drawing + rules.storing)
    claimed = parts.database.run(
        lambda connection: feeds.claim(connection, feed_id, rules.lease, rules.attempts)
    )
    if not isinstance(claimed, ClaimedFeed):
        _pass_over(feed_id, claimed, parts)
        return
    with log.context(
        feed_request_id=claimed.feed_request_id,
        generated_feed_id=claimed.id,
        product_id=claimed.product_id,
        user_hash=log.user_hash(claimed.user_sub),
        attempt=claimed.attempt,
    ):
        _draw(claimed, delivery, parts)


def _draw(claimed: ClaimedFeed, delivery: Delivery, parts: Parts) -> None:
    """Bring a claimed row to its end, or hand it back for what is not its own fault.

    A row that makes the database refuse is not handed back: its lease runs out, which counts.
    """
    started = time.perf_counter()
    try:
        with _lease_kept(claimed, parts) as lease:
            drawn = _picture(claimed, lease, parts)
    except StorageUnavailable as error:
        if not parts.is_last(delivery):
            _hand_back(claimed, parts)
            raise
        _fail(claimed, error, str(error), parts)
    except (HandBack, Unavailable):
        _hand_back(claimed, parts)
        raise
    except LeaseLost as error:
        logger.warning("not stored", reason=str(error))
    except DatabaseRefused:
        raise
    except Exception as error:
        _fail(claimed, error, _reason(error), parts)
    else:
        ours = parts.database.run(lambda connection: feeds.finish(connection, claimed, drawn))
        metrics.count("Pictures")
        _log("generated", ours, seconds=round(time.perf_counter() - started, 4))


def _hand_back(feed: ClaimedFeed, parts: Parts) -> None:
    parts.database.run(lambda connection: feeds.hand_back(connection, feed))


def _picture(feed: ClaimedFeed, lease: Lease, parts: Parts) -> Drawn:
    """The row's picture, stored: an earlier one that came out the same, or a new one."""
    try:
        fingerprint = parts.processor.renderer.fingerprint(feed.design)
    except RendererError:
        fingerprint = None
    earlier = None
    if fingerprint is not None and not parts.delivery.redraw:
        earlier = _earlier(feed, fingerprint, parts)
    png, issues = earlier or _drawn(feed, parts)
    if lease.lost:
        raise LeaseLost(feed_id=feed.id)
    key = picture_key(feed.user_sub, feed.outfeed_id, feed.id)
    with stages.stage("store"):
        stored = parts.pictures.put(key, png)
    # What another attempt has stored may show a photo as it was then: nobody may copy it.
    return Drawn(parts.pictures.address(key), fingerprint if stored else None, issues)


def _earlier(feed: ClaimedFeed, fingerprint: str, parts: Parts) -> tuple[bytes, str] | None:
    """The user's picture of that fingerprint, and its issues; None if there is none to have."""
    found = parts.database.run(
        lambda connection: feeds.drawn_before(connection, feed.user_sub, fingerprint)
    )
    if found is None:
        return None
    *place, issues = found
    with stages.stage("copy"):
        png = parts.pictures.get(picture_key(feed.user_sub, *place))
    return None if png is None else (png, issues)


def _drawn(feed: ClaimedFeed, parts: Parts) -> tuple[bytes, str]:
    """The picture as PNG, and its issues."""
    begin(parts.delivery.drawing + parts.delivery.storing)
    with tracing.span("draw"):
        image = parts.processor.combine_images(feed.design)
    for name, seconds in image.info.get("timings", {}).items():
        stages.measure(name, seconds)
    with stages.stage("encode"):
        png = renderer.encode(image)
    issues = dict.fromkeys((*image.info.get("issues", ()), *_looks(feed, parts)))
    return png, issues_json(tuple(issues), "drawing")


def _looks(feed: ClaimedFeed, parts: Parts) -> Sequence[Issue]:
    """What will look wrong; a fault of the check itself is no reason to have no picture."""
    with stages.stage("check"):
        try:
            return tuple(renderer.design_issues(parts.processor.renderer, feed.design))
        except Exception:
            logger.exception("not checked")
            return ()


def _pass_over(feed_id: str, state: feeds.State | None, parts: Parts) -> None:
    """Say why a row was not claimed; end it if its last attempt's lease ran out."""
    if state is None:
        reason = "there is no such row"
    elif not state.has_design:
        reason = "the row has no generated_json"
    else:
        reason = f"the row is {state.status}, not PROCESSED"
        if state.status == "GENERATING" and state.lease_left is not None:
            if state.lease_left > 0 or state.deaths + 1 < parts.delivery.attempts:
                left = max(state.lease_left, 0.0)
                held = LeaseHeld(feed_id=feed_id, seconds=left)
                raise HandBack(held, AtLast.LEFT, pause=left + 1)
            give_up = parts.delivery.attempts, NO_ATTEMPT_ENDED
            if parts.database.run(lambda connection: feeds.give_up(connection, feed_id, *give_up)):
                metrics.count("PicturesFailed")
            reason = NO_ATTEMPT_ENDED
    logger.warning("skipped", generated_feed_id=feed_id, reason=reason)


def _fail(feed: ClaimedFeed, error: Exception, reason: str, parts: Parts) -> None:
    metrics.count("PicturesFailed")
    metrics.count("Failures", ("error", type(error).__name__))
    reason = reason[:_LONGEST_REASON].replace("\x00", "?")
    ours = parts.database.run(lambda connection: feeds.fail(connection, feed, reason))
    _log("not generated", ours, reason=reason)


def _log(what: str, ours: bool, **details: object) -> None:
    if not ours:
        logger.warning(f"{what}, but the row was no longer ours", extra=details)
    elif what == "generated":
        logger.info(what, extra=details)
    else:
        logger.warning(what, extra=details)


def _reason(error: Exception) -> str:
    """One sentence for the row's ``error_message``; a fault of ours is logged with its trace."""
    if isinstance(error, RendererError):
        return str(error)
    if isinstance(error, BotoCoreError | ClientError):
        return f"the picture could not be stored: {error}"
    logger.exception("unexpected error while drawing")
    return f"unexpected {type(error).__name__}: {error}"


@dataclass(slots=True)
class Lease:
    """What is known of a row's lease while it is drawn."""

    lost: bool = False
    """It ran out, and another worker has the row."""


@contextmanager
def _lease_kept(feed: ClaimedFeed, parts: Parts) -> Iterator[Lease]:
    """Extend the row's lease while the block runs, on a connection that only a slow one needs."""
    rules, database, lease = parts.delivery, parts.database.another(), Lease()

    def extend() -> None:
        ours = database.run(lambda connection: feeds.extend(connection, feed, rules.lease))
        lease.lost = not ours

    with kept(extend, every=min(rules.beat, rules.lease / 3), end=database.close):
        yield lease
