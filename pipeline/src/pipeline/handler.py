"""Take SQS batches to the two phases and decide what becomes of each message.

A message is one of: handled; dead-lettered, that is sent to ``DLQ_URL`` with the error as
attributes, for what another try can't mend; or reported back, for SQS to deliver again and in
the end to redrive. Every record is on its own: none of them harms another.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from botocore.exceptions import BotoCoreError, ClientError

from pipeline.config import Settings
from pipeline.errors import IssuerUnavailable, PipelineError
from pipeline.generate import generate
from pipeline.log import logger
from pipeline.messages import Message, Process, parse
from pipeline.parts import Parts
from pipeline.process import process


def lambda_handler(event: dict[str, Any], context: Any) -> PartialItemFailureResponse:
    """AWS Lambda's entry: an SQS event in, the ids of the messages to deliver again out.

    Raises ``ConfigurationError`` when the environment is not complete.
    """
    return handle_batch(event, _parts(Settings.from_env(os.environ)))


def handle_batch(event: dict[str, Any], parts: Parts) -> PartialItemFailureResponse:
    """Handle each record of an SQS event; never raises for the sake of a record."""

    def handle(record: SQSRecord) -> None:
        handle_record(record.raw_event, parts)

    if event.get("Records") == []:
        return {"batchItemFailures": []}
    batch = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(event, handle, batch)


def handle_record(record: Mapping[str, Any], parts: Parts) -> None:
    """Handle one message; an exception means that SQS should deliver it again."""
    phase = "parse"
    try:
        message = parse(record["body"])
        phase = "process" if isinstance(message, Process) else "generate"
        with logger.append_context_keys(phase=phase, message_id=record.get("messageId")):
            _run(message, parts)
    except IssuerUnavailable as error:
        logger.warning("to be delivered again", phase=phase, reason=str(error))
        raise
    except PipelineError as error:
        _dead_letter(record, phase, error, parts)
    except Exception:
        logger.exception("unexpected error", phase=phase)
        raise


def _run(message: Message, parts: Parts) -> None:
    if isinstance(message, Process):
        process(message.data, parts)
    else:
        generate(message.data, parts)


def _dead_letter(record: Mapping[str, Any], phase: str, error: PipelineError, parts: Parts) -> None:
    """Send the message as it came to the dead-letter queue; without one, report it back."""
    details = {
        "ErrorType": type(error).__name__,
        "ErrorMessage": str(error),
        "Phase": phase,
        "Attempt": str(record.get("attributes", {}).get("ApproximateReceiveCount", "1")),
        "MessageId": str(record.get("messageId", "")),
        "FailedAt": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    logger.error("dead letter", extra=details)
    if parts.dead_letters is None:
        raise error
    try:
        parts.dead_letters.send(record["body"], details)
    except (BotoCoreError, ClientError) as refused:
        logger.error("the dead-letter queue refused the message", reason=str(refused))
        raise error from refused


@lru_cache(maxsize=1)
def _parts(settings: Settings) -> Parts:
    """The parts of this process, kept between invocations while the environment stays."""
    logger.setLevel(settings.log_level)
    return Parts.from_settings(settings)
