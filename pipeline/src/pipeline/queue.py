"""Send to, receive from and delete on one SQS queue."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.log import logger
from pipeline.patience import Patience

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef, ReceiveMessageRequestTypeDef

BATCH = 10
"""Messages per request: the most that SQS takes and gives."""
_LONGEST_HIDING = 43_000
"""Seconds; SQS hides no message for more than 12 hours."""
_LONGEST_ATTRIBUTE = 1000
_REFUSED_BY_SQS = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class Depth:
    """About how many messages wait to be received, are in someone's hand, or are held back."""

    waiting: int
    in_hand: int
    delayed: int


class Queue:
    """One queue by its url; safe to share between threads."""

    def __init__(self, client: SQSClient, url: str, patience: Patience | None = None) -> None:
        self._client = client
        self.url = url
        self._patience = patience or Patience(limit=5.0, first_pause=0.2)

    def send(self, body: str, attributes: Mapping[str, str]) -> None:
        """Send one message with text attributes, cut and cleaned to what SQS accepts.

        Raises botocore's errors.
        """
        values = {name: _attribute(value) for name, value in attributes.items()}
        self._client.send_message(
            QueueUrl=self.url,
            MessageBody=body,
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value}
                for name, value in values.items()
                if value
            },
        )

    def send_all(self, bodies: Sequence[str]) -> tuple[list[int], str]:
        """Send messages in batches; the positions of those that SQS took, and why not of others.

        SQS may take a part of a batch: only the rest is sent again, for a while. The first
        batch that isn't taken to the end is the last one tried.
        """
        sent: list[int] = []
        for start in range(0, len(bodies), BATCH):
            batch = {str(at): bodies[at] for at in range(start, min(start + BATCH, len(bodies)))}
            sending = _Sending(self._client, self.url, batch)
            try:
                self._patience.tries("messages not sent", _REFUSALS)(sending.send_rest)
            except _REFUSALS as error:
                return sent + [int(at) for at in batch if at not in sending.waiting], said(error)
            sent.extend(int(at) for at in batch)
        return sent, ""

    def receive(
        self, wait: int, most: int = BATCH, hidden: int | None = None
    ) -> list[MessageTypeDef]:
        """Up to ``most`` messages, waiting for the first at most ``wait`` seconds (0 to 20).

        They stay ``hidden`` from others for so many seconds, else as long as the queue says.
        """
        request: ReceiveMessageRequestTypeDef = {
            "QueueUrl": self.url,
            "MaxNumberOfMessages": most,
            "WaitTimeSeconds": wait,
            "MessageSystemAttributeNames": ["All"],
            "MessageAttributeNames": ["All"],
        }
        if hidden is not None:
            request["VisibilityTimeout"] = hidden
        answer = self._client.receive_message(**request)
        return answer.get("Messages", [])

    def delete(self, receipts: Sequence[str]) -> None:
        """Delete handled messages; one that can't be deleted comes again, which is logged."""
        for start in range(0, len(receipts), BATCH):
            batch = enumerate(receipts[start : start + BATCH])
            answer = self._client.delete_message_batch(
                QueueUrl=self.url,
                Entries=[{"Id": str(at), "ReceiptHandle": receipt} for at, receipt in batch],
            )
            for entry in answer.get("Failed", []):
                logger.warning("message not deleted", reason=entry.get("Message") or entry["Code"])

    def hide(self, receipts: Sequence[str], seconds: float) -> None:
        """Let received messages come again in so many seconds from now, if SQS agrees."""
        visibility = round(min(max(seconds, 0.0), _LONGEST_HIDING))
        for start in range(0, len(receipts), BATCH):
            try:
                self._client.change_message_visibility_batch(
                    QueueUrl=self.url,
                    Entries=[
                        {"Id": str(at), "ReceiptHandle": receipt, "VisibilityTimeout": visibility}
                        for at, receipt in enumerate(receipts[start : start + BATCH])
                    ],
                )
            except (BotoCoreError, ClientError) as error:
                logger.warning("visibility not changed", reason=str(error))

    @cached_property
    def visibility(self) -> int:
        """Seconds in which the queue expects a received message to be handled."""
        answer = self._client.get_queue_attributes(
            QueueUrl=self.url, AttributeNames=["VisibilityTimeout"]
        )
        return int(answer["Attributes"]["VisibilityTimeout"])

    @cached_property
    def most_receives(self) -> int | None:
        """After how many deliveries SQS moves a message away; None where it never does.

        Raises botocore's errors.
        """
        answer = self._client.get_queue_attributes(
            QueueUrl=self.url, AttributeNames=["RedrivePolicy"]
        )
        policy = json.loads(answer.get("Attributes", {}).get("RedrivePolicy") or "{}")
        return int(policy["maxReceiveCount"]) if "maxReceiveCount" in policy else None

    def depth(self) -> Depth:
        """About how many messages there are. Raises botocore's errors."""
        answer = self._client.get_queue_attributes(
            QueueUrl=self.url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
            ],
        )
        numbers = answer["Attributes"]
        return Depth(
            waiting=int(numbers["ApproximateNumberOfMessages"]),
            in_hand=int(numbers["ApproximateNumberOfMessagesNotVisible"]),
            delayed=int(numbers["ApproximateNumberOfMessagesDelayed"]),
        )


def said(error: Exception) -> str:
    """What SQS said, in words that help whoever reads them."""
    if isinstance(error, ClientError) and "NonExistentQueue" in error.response["Error"]["Code"]:
        return "there is no such queue"
    return str(error)


class _Refused(Exception):
    """SQS took only a part of a batch."""


_REFUSALS = (_Refused, BotoCoreError, ClientError)


class _Sending:
    """A batch on its way: ``waiting`` are the entries that SQS has not taken yet."""

    def __init__(self, client: SQSClient, url: str, batch: Mapping[str, str]) -> None:
        self._client = client
        self._url = url
        self.waiting = dict(batch)

    def send_rest(self) -> None:
        answer = self._client.send_message_batch(
            QueueUrl=self._url,
            Entries=[{"Id": at, "MessageBody": body} for at, body in self.waiting.items()],
        )
        failed = answer.get("Failed", [])
        self.waiting = {entry["Id"]: self.waiting[entry["Id"]] for entry in failed}
        if failed:
            raise _Refused(", ".join(sorted({entry["Code"] for entry in failed})))


def _attribute(value: str) -> str:
    return _REFUSED_BY_SQS.sub("?", value)[:_LONGEST_ATTRIBUTE]
