"""Take SQS batches to the two phases and decide what becomes of each message.

A message is one of: handled; dead-lettered, that is sent to ``DLQ_URL`` with the error as
attributes, for what another try can't mend; or handed back, for SQS to deliver again after a
pause. What becomes of it when that was the last delivery, the phase has said (``hand_back``).
Every record is on its own: none of them harms another.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypedDict

from botocore.exceptions import BotoCoreError, ClientError

from pipeline import log, metrics, tracing
from pipeline.ahead import Ahead
from pipeline.config import Settings
from pipeline.deadline import time_limit
from pipeline.errors import DatabaseRefused, DatabaseUnavailable, PipelineError
from pipeline.generate import generate
from pipeline.hand_back import AtLast, HandBack, begin, handed_back
from pipeline.keeper import kept
from pipeline.log import logger
from pipeline.messages import (
    Delivery,
    Generate,
    Message,
    Process,
    parse,
    under_its_id,
    without_tokens,
)
from pipeline.migrations import check_schema
from pipeline.parts import Parts
from pipeline.process import go_on, process
from pipeline.queue import said
from pipeline.secrets import with_secrets
from pipeline.sweep import sweep


class FailedItem(TypedDict):
    """A message that SQS is to deliver again, by its id."""

    itemIdentifier: str


class BatchResponse(TypedDict):
    """What Lambda expects of a function that reports failures of single messages."""

    batchItemFailures: list[FailedItem]


def lambda_handler(event: dict[str, Any], context: Any) -> BatchResponse:
    """AWS Lambda's entry: an SQS event in, the ids of the messages to deliver again out.

    Raises ``ConfigurationError`` when the environment is not complete.
    """
    parts = _parts(Settings.from_env(with_secrets(os.environ)))
    with _invocation(context):
        return handle_batch(event, parts)


def sweep_handler(event: object, context: Any) -> dict[str, int]:
    """AWS Lambda's entry for a schedule: look after what nobody works on; returns the counts."""
    parts = _parts(Settings.from_env(with_secrets(os.environ)))
    with _invocation(context):
        return asdict(sweep(parts))


def handle_batch(event: dict[str, Any], parts: Parts) -> BatchResponse:
    """Handle each record of an SQS event; never raises for the sake of a record."""
    records = event.get("Records") or []
    held = {record["messageId"]: record["receiptHandle"] for record in records}
    failed: list[FailedItem] = []
    ahead = Ahead(parts)

    def hide_held() -> None:
        parts.queue.hide(list(held.values()), parts.queue.visibility)

    with kept(hide_held, every=parts.delivery.beat), metrics.written_together():
        for number, record in enumerate(records, 1):
            ahead.look(coming["body"] for coming in records[number:])
            try:
                handle_record(record, parts)
            except Exception:
                failed.append({"itemIdentifier": record["messageId"]})
            held.pop(record["messageId"], None)
    return {"batchItemFailures": failed}


def handle_record(record: Mapping[str, Any], parts: Parts) -> None:
    """Handle one message; an exception means that SQS should deliver it again."""
    phase, delivery, started = "parse", _delivery(record), time.perf_counter()
    _measure_wait(record, delivery)
    try:
        message = parse(record["body"])
        phase = "generate" if isinstance(message, Generate) else "process"
        with (
            log.context(phase=phase, message_id=delivery.message_id, delivery=delivery.receives),
            tracing.span(phase, message.traceparent, message_id=delivery.message_id),
            handed_back(AtLast.DEAD_LETTER),
        ):
            _run(message, delivery, parts)
    except HandBack as error:
        _hand_back(record, delivery, phase, error, parts)
    except PipelineError as error:
        metrics.count("Failures", ("error", type(error).__name__))
        _dead_letter(record, phase, error, parts)
    finally:
        metrics.seconds("Duration", time.perf_counter() - started, ("phase", phase))


def _measure_wait(record: Mapping[str, Any], delivery: Delivery) -> None:
    """How long a message was on the queue before its first delivery."""
    sent = record.get("attributes", {}).get("SentTimestamp")
    if sent is not None and delivery.receives == 1:
        metrics.seconds("QueueAge", max(0.0, time.time() - int(sent) / 1000))


def _run(message: Message, delivery: Delivery, parts: Parts) -> None:
    begin(parts.delivery.reserve)
    if isinstance(message, Process):
        process(message.data, delivery, parts)
    elif isinstance(message, Generate):
        generate(message.data, delivery, parts)
    else:
        go_on(message.data, parts)


def _hand_back(
    record: Mapping[str, Any], delivery: Delivery, phase: str, reason: HandBack, parts: Parts
) -> None:
    """Raise ``reason`` after saying when the message is to come again, or bring it to its end."""
    if reason.pause is None:
        metrics.count("Failures", ("error", type(reason.cause).__name__))
    logger.warning("handed back", phase=phase, reason=str(reason))
    if not parts.is_last(delivery):
        _hide(record, _pause(reason, delivery, parts), parts)
        raise reason
    if reason.at_last is AtLast.DEAD_LETTER:
        _dead_letter(record, phase, reason.cause, parts)
    elif reason.at_last is AtLast.SENT_ANEW:
        _send_anew(record, delivery, reason, parts)
    else:
        logger.warning("left to the sweeper", phase=phase)


def _pause(reason: HandBack, delivery: Delivery, parts: Parts) -> float:
    """Seconds until the next delivery."""
    rules = parts.delivery
    if reason.pause is not None:
        return reason.pause
    return min(rules.pause * 2.0 ** (delivery.receives - 1), rules.longest_pause)


def _hide(record: Mapping[str, Any], seconds: float, parts: Parts) -> None:
    if receipt := record.get("receiptHandle"):
        parts.queue.hide([receipt], seconds)


def _send_anew(
    record: Mapping[str, Any], delivery: Delivery, reason: HandBack, parts: Parts
) -> None:
    """Put a copy on the queue, of the same request; where it is not taken, raise ``reason``."""
    try:
        parts.queue.send(under_its_id(record["body"], delivery.message_id), {})
    except (BotoCoreError, ClientError) as error:
        logger.error("not sent anew", reason=said(error))
        raise reason from error
    logger.info("sent anew")


def _delivery(record: Mapping[str, Any]) -> Delivery:
    receives = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
    return Delivery(str(record.get("messageId", "")), receives)


def _dead_letter(record: Mapping[str, Any], phase: str, error: Exception, parts: Parts) -> None:
    """Send the message without its token to the dead-letter queue; else report it back."""
    details = {
        "ErrorType": type(error).__name__,
        "ErrorMessage": without_tokens(str(error)),
        "Phase": phase,
        "Attempt": str(record.get("attributes", {}).get("ApproximateReceiveCount", "1")),
        "MessageId": str(record.get("messageId", "")),
        "FailedAt": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    metrics.count("DeadLetters")
    logger.error("dead letter", extra=details)
    if parts.dead_letters is None:
        raise error
    try:
        parts.dead_letters.send(without_tokens(record["body"]), details)
    except (BotoCoreError, ClientError) as refused:
        logger.error("the dead-letter queue refused the message", reason=str(refused))
        raise error from refused


@contextmanager
def _invocation(context: Any) -> Iterator[None]:
    """Lambda's time limit and the invocation's id in the log, where it is Lambda that calls."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    with (
        log.context(function_request_id=getattr(context, "aws_request_id", None)),
        time_limit(remaining() / 1000) if remaining else nullcontext(),
        tracing.flushed(),
    ):
        yield


@lru_cache(maxsize=1)
def _parts(settings: Settings) -> Parts:
    """The parts of this process, kept between invocations while the environment stays."""
    logger.setLevel(settings.log_level)
    parts = Parts.from_settings(settings)
    with suppress(DatabaseUnavailable, DatabaseRefused):
        check_schema(parts.database)
    return parts
