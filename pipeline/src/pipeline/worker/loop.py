"""Receive messages, handle them one by one, delete what is handled, give back what is not begun."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from pipeline import metrics
from pipeline.ahead import Ahead
from pipeline.handler import handle_record
from pipeline.keeper import kept
from pipeline.log import logger
from pipeline.parts import Parts
from pipeline.queue import said

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
"""Seconds before a queue that is not available is asked again, doubled for each time."""


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
        self._handled: list[str] = []

    def run(self) -> None:
        """Handle messages until ``stop`` is set; the one in hand is finished first."""
        queue, pause = self._parts.queue, _FIRST_PAUSE
        while not self._stop.is_set():
            self._beat()
            try:
                self._held = queue.receive(self._wait)
                self._queue_answers(True)
                pause = _FIRST_PAUSE
                beat = self._parts.delivery.beat
                with kept(self._hide_held, every=beat), metrics.written_together():
                    self._handle_held()
            except (BotoCoreError, ClientError) as error:
                self._queue_answers(False)
                logger.error("queue unreachable", url=queue.url, reason=said(error))
                self._stop.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        self._parts.database.close()

    def give_back(self) -> int:
        """Let others have what is held, at once; returns how many messages that were.

        May be called by another thread, for one that doesn't come to its end.
        """
        held = list(self._held)
        self._parts.queue.hide([message["ReceiptHandle"] for message in held], 0)
        return len(held)

    def _handle_held(self) -> None:
        self._handled = []
        ahead = Ahead(self._parts)
        try:
            while self._held and not self._stop.is_set():
                message, *coming = self._held
                ahead.look(one["Body"] for one in coming)
                if self._handle(message):
                    self._handled.append(message["ReceiptHandle"])
                del self._held[0]
                self._beat()
        finally:
            self._parts.queue.delete(self._handled)
        if self._held:
            logger.info("given back", count=self.give_back())
            self._held = []

    def _handle(self, message: MessageTypeDef) -> bool:
        """Whether the message need not come again."""
        try:
            handle_record(_record(message), self._parts)
        except Exception:
            return False
        return True

    def _hide_held(self) -> None:
        """Others may not have what waits for its turn here, or for being deleted."""
        receipts = [*self._handled, *(message["ReceiptHandle"] for message in self._held)]
        self._parts.queue.hide(receipts, self._parts.queue.visibility)


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
