"""Poll the queue and feed the handler, for machines that are not Lambda."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.handler import handle_batch
from pipeline.log import logger
from pipeline.parts import Parts

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_PAUSE_AFTER_FAILURE = 2.0


def work(parts: Parts, stop: threading.Event, wait: int = 5) -> None:
    """Handle messages until ``stop`` is set; the batch in hand is finished first.

    ``wait`` is the length of a poll in seconds, and so the longest that an idle worker takes
    to stop. A queue that can't be reached is tried again until it can.
    """
    logger.info("worker started")
    while not stop.is_set():
        try:
            messages = parts.queue.receive(wait)
            if messages:
                parts.queue.delete(_handled(messages, parts))
        except (BotoCoreError, ClientError) as error:
            logger.error("queue unreachable", reason=str(error))
            stop.wait(_PAUSE_AFTER_FAILURE)
    logger.info("worker stopped")


def stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set."""
    stop = threading.Event()

    def ask(signal_number: int, frame: FrameType | None) -> None:
        stop.set()

    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, ask)
    return stop


def _handled(messages: list[MessageTypeDef], parts: Parts) -> list[str]:
    """The receipts of the messages that need not come again."""
    response = handle_batch({"Records": [_record(message) for message in messages]}, parts)
    failed = {failure["itemIdentifier"] for failure in response["batchItemFailures"]}
    return [m["ReceiptHandle"] for m in messages if m["MessageId"] not in failed]


def _record(message: MessageTypeDef) -> dict[str, Any]:
    """A received message in the shape in which Lambda delivers it."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }
