"""Send to, receive from and delete on one SQS queue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.database import Backoff
from pipeline.log import logger

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

BATCH = 10
"""Messages per request: the most that SQS takes and gives."""
_LONGEST_ATTRIBUTE = 1000
_REFUSED_BY_SQS = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


class Queue:
    """One queue by its url; safe to share between threads."""

    def __init__(self, client: SQSClient, url: str, backoff: Backoff | None = None) -> None:
        self._client = client
        self._url = url
        self._backoff = backoff or Backoff(attempts=4, first_wait=0.2)

    def send(self, body: str, attributes: Mapping[str, str]) -> None:
        """Send one message with text attributes, cut and cleaned to what SQS accepts.

        Raises botocore's errors.
        """
        values = {name: _attribute(value) for name, value in attributes.items()}
        self._client.send_message(
            QueueUrl=self._url,
            MessageBody=body,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value}
                for name, value in values.items()
                if value
            },
        )

    def send_all(self, bodies: Sequence[str]) -> list[int]:
        """Send messages in batches; return the positions of those that couldn't be sent.

        SQS may take a part of a batch: only the rest is sent again, a few times.
        """
        unsent: list[int] = []
        for start in range(0, len(bodies), BATCH):
            batch = {str(at): bodies[at] for at in range(start, min(start + BATCH, len(bodies)))}
            unsent.extend(int(at) for at in self._send_batch(batch))
        return unsent

    def _send_batch(self, batch: Mapping[str, str]) -> list[str]:
        waiting = dict(batch)
        for attempt in range(1, self._backoff.attempts + 1):
            try:
                answer = self._client.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[{"Id": at, "MessageBody": body} for at, body in waiting.items()],
                )
            except (BotoCoreError, ClientError) as error:
                reason = str(error)
            else:
                waiting = {entry["Id"]: batch[entry["Id"]] for entry in answer.get("Failed", [])}
                if not waiting:
                    return []
                reason = ", ".join(sorted({entry["Code"] for entry in answer["Failed"]}))
            logger.warning("messages not sent", count=len(waiting), reason=reason)
            if attempt < self._backoff.attempts:
                self._backoff.wait(attempt)
        return list(waiting)

    def receive(self, wait: int) -> list[MessageTypeDef]:
        """Up to ten messages, waiting for the first at most ``wait`` seconds (0 to 20)."""
        answer = self._client.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=BATCH,
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return answer.get("Messages", [])

    def delete(self, receipts: Sequence[str]) -> None:
        """Delete handled messages; one that can't be deleted comes again, which is logged."""
        if not receipts:
            return
        answer = self._client.delete_message_batch(
            QueueUrl=self._url,
            Entries=[{"Id": str(at), "ReceiptHandle": r} for at, r in enumerate(receipts)],
        )
        for entry in answer.get("Failed", []):
            logger.warning("message not deleted", reason=entry.get("Message") or entry["Code"])

    def give_back(self, receipts: Sequence[str]) -> None:
        """Let others have received messages at once, instead of when their time is up."""
        if not receipts:
            return
        answer = self._client.change_message_visibility_batch(
            QueueUrl=self._url,
            Entries=[
                {"Id": str(at), "ReceiptHandle": r, "VisibilityTimeout": 0}
                for at, r in enumerate(receipts)
            ],
        )
        for entry in answer.get("Failed", []):
            logger.warning("message not given back", reason=entry.get("Message") or entry["Code"])


def _attribute(value: str) -> str:
    return _REFUSED_BY_SQS.sub("?", value)[:_LONGEST_ATTRIBUTE]
