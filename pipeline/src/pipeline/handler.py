"""Take SQS batches to the two phases and decide what becomes of each message.

A message is one of: handled; dead-lettered, that is sent to ``DLQ_URL`` with the error as
attributes, for what another try can't mend; or handed back, for SQS to deliver again after a
pause. The last delivery of a message that can't be handled ends in a dead letter, too. Every
record is on its own: none of them harms another.
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
from pipeline.errors import DatabaseUnavailable, LeaseHeld, OutOfTime, PipelineError, Unavailable
from pipeline.generate import generate
from pipeline.keeper import kept
from pipeline.log import logger
from pipeline.messages import Delivery, Generate, Message, Process, parse, without_tokens
from pipeline.migrations import check_schema
from pipeline.parts import Parts
from pipeline.process import go_on, process
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
    phase, delivery, started = "parse", _delivery(record, parts), time.perf_counter()
    _measure_wait(record, delivery)
    try:
        message = parse(record["body"])
        phase = "generate" if isinstance(message, Generate) else "process"
        with (
            log.context(phase=phase, message_id=delivery.message_id, delivery=delivery.receives),
            tracing.span(phase, message.traceparent, message_id=delivery.message_id),
        ):
            _run(message, delivery, parts)
    except LeaseHeld as error:
        _leave_to_its_holder(record, delivery, error, parts)
    except Unavailable as error:
        metrics.count("Failures", ("error", type(error).__name__))
        logger.warning("handed back", phase=phase, reason=str(error))
        if delivery.last:
            _dead_letter(record, phase, error, parts)
        else:
            _hide(record, _pause(error, delivery, parts), parts)
            raise
    except PipelineError as error:
        metrics.count("Failures", ("error", type(error).__name__))
        _dead_letter(record, phase, error, parts)
    except Exception as error:
        metrics.count("Failures", ("error", type(error).__name__))
        logger.exception("unexpected error", phase=phase)
        if not delivery.last:
            raise
        _dead_letter(record, phase, error, parts)
    finally:
        metrics.seconds("Duration", time.perf_counter() - started, ("phase", phase))


def _measure_wait(record: Mapping[str, Any], delivery: Delivery) -> None:
    """How long a message was on the queue before its first delivery."""
    sent = record.get("attributes", {}).get("SentTimestamp")
    if sent is not None and delivery.receives == 1:
        metrics.seconds("QueueAge", max(0.0, time.time() - int(sent) / 1000))


def _run(message: Message, delivery: Delivery, parts: Parts) -> None:
    if isinstance(message, Process):
        process(message.data, delivery, parts)
    elif isinstance(message, Generate):
        generate(message.data, delivery, parts)
    else:
        go_on(message.data, parts)


def _leave_to_its_holder(
    record: Mapping[str, Any], delivery: Delivery, error: LeaseHeld, parts: Parts
) -> None:
    """Look again when the lease is over, in case that its holder died."""
    logger.info("left to its holder", reason=str(error))
    if not delivery.last:
        _hide(record, error.seconds + 1, parts)
        raise error


def _pause(error: Unavailable, delivery: Delivery, parts: Parts) -> float:
    """Seconds until the next delivery; none for what only lacked time."""
    if isinstance(error, OutOfTime):
        return 0
    return float(parts.delivery.pause * 2 ** (delivery.receives - 1))


def _hide(record: Mapping[str, Any], seconds: float, parts: Parts) -> None:
    if receipt := record.get("receiptHandle"):
        parts.queue.hide([receipt], seconds)


def _delivery(record: Mapping[str, Any], parts: Parts) -> Delivery:
    receives = int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))
    last = receives >= parts.delivery.receives
    return Delivery(str(record.get("messageId", "")), receives, last)


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
    with suppress(DatabaseUnavailable):
        check_schema(parts.database)
    return parts
