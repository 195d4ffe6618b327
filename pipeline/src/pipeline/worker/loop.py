"""Receive messages, handle them one by one, delete what is handled, give back what is not begun."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.handler import handle_batch
from pipeline.log import logger
from pipeline.parts import Parts

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

PAUSE_AFTER_FAILURE = 2.0
"""Seconds before a queue that can't be reached is asked again."""


class Loop:
    """One thread's work; it says when it gets on, and whether the queue answers."""

    def __init__(
        self,
        parts: Parts,
        stop: threading.Event,
        wait: int,
        beat: Callable[[], None],
        queue_answers: Callable[[bool], None],
    ) -> None:
        self._parts = parts
        self._stop = stop
        self._wait = wait
        self._beat = beat
        self._queue_answers = queue_answers
        self._held: list[MessageTypeDef] = []

    def run(self) -> None:
        """Handle messages until ``stop`` is set; the one in hand is finished first."""
        while not self._stop.is_set():
            self._beat()
            try:
                self._held = self._parts.queue.receive(self._wait)
                self._queue_answers(True)
                self._handle_held()
            except (BotoCoreError, ClientError) as error:
                self._queue_answers(False)
                logger.error("queue unreachable", reason=str(error))
                self._stop.wait(PAUSE_AFTER_FAILURE)
        self._parts.database.close()

    def give_back(self) -> int:
        """Let others have what is held, at once; returns how many messages that were.

        May be called by another thread, for one that doesn't come to its end.
        """
        held = list(self._held)
        self._parts.queue.give_back([message["ReceiptHandle"] for message in held])
        return len(held)

    def _handle_held(self) -> None:
        handled: list[str] = []
        try:
            while self._held and not self._stop.is_set():
                message = self._held[0]
                if self._handle(message):
                    handled.append(message["ReceiptHandle"])
                del self._held[0]
                self._beat()
        finally:
            self._parts.queue.delete(handled)
        if self._held:
            logger.info("given back", count=self.give_back())
            self._held = []

    def _handle(self, message: MessageTypeDef) -> bool:
        """Whether the message need not come again."""
        response = handle_batch({"Records": [_record(message)]}, self._parts)
        return not response["batchItemFailures"]


def _record(message: MessageTypeDef) -> dict[str, Any]:
    """A received message in the shape in which Lambda delivers it."""
    attributes = message.get("MessageAttributes", {})
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: {"stringValue": value.get("StringValue"), "dataType": value["DataType"]}
            for name, value in attributes.items()
        },
        "eventSource": "aws:sqs",
    }
