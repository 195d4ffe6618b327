"""Read the dead-letter queue, and send its messages back.

SQS can't be looked into: whoever reads a message hides it from others for a while. Everything
read here is shown to others again at the end, unless it was sent back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import QueueUnavailable
from pipeline.messages import REMOVED, under_its_id
from pipeline.queue import BATCH, Queue

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_REDRIVEN_BY_SQS = "DeliveredTooOften"
_VAIN_POLLS = 2
"""All is read when that often nothing new came: SQS asks only some of its servers."""
_HIDDEN = 600
"""Seconds in which what is read doesn't come again: enough to read and redrive thousands."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """One message that was given up.

    What the handler says of it is in its attributes; a message that SQS itself moved here after
    too many deliveries has none, and is described as far as that goes.
    """

    id: str
    body: str
    error_type: str
    error_message: str
    phase: str
    attempt: str
    failed_at: str
    receipt: str

    @property
    def obstacle(self) -> str | None:
        """Why sending it back would be in vain, or None."""
        if f'"{REMOVED}"' not in self.body:
            return None
        return (
            "its access token was removed: send the feed again with a new one, "
            f"and with the request_id {_request_id(self.body) or self.id}"
        )


def take(queue: Queue, most: int) -> list[DeadLetter]:
    """Up to ``most`` messages, each once; hidden from others until they are shown again."""
    found: dict[str, DeadLetter] = {}
    vain = 0
    try:
        while len(found) < most and vain < _VAIN_POLLS:
            known = len(found)
            for message in queue.receive(wait=0, hidden=_HIDDEN):
                found[message["MessageId"]] = _letter(message)
            vain = vain + 1 if len(found) == known else 0
    except BaseException:
        _show(queue, found.values())
        raise
    return list(found.values())


@contextmanager
def taken(queue: Queue, most: int) -> Iterator[list[DeadLetter]]:
    """``take``, and show all of them to others again when the block ends."""
    letters = take(queue, most)
    try:
        yield letters
    finally:
        _show(queue, letters)


def _show(queue: Queue, letters: Iterable[DeadLetter]) -> None:
    queue.hide([letter.receipt for letter in letters], 0)


def redrive(letters: Sequence[DeadLetter], dead_letters: Queue, queue: Queue) -> int:
    """Send messages back to the queue they came from and delete them here; returns how many.

    Sent first, deleted then, ten at a time: what is interrupted between the two is there twice,
    which harms nobody. Raises ``QueueUnavailable`` and botocore's errors.
    """
    for start in range(0, len(letters), BATCH):
        batch = letters[start : start + BATCH]
        sent, reason = queue.send_all([under_its_id(letter.body, letter.id) for letter in batch])
        dead_letters.delete([batch[at].receipt for at in sent])
        if reason:
            raise QueueUnavailable(url=queue.url, reason=reason)
    return len(letters)


def _request_id(body: str) -> object:
    """The producer's own name for the request, if it gave one."""
    try:
        return msgspec.json.decode(body)["data"]["request_id"]
    except (msgspec.DecodeError, TypeError, KeyError):
        return None


def _letter(message: MessageTypeDef) -> DeadLetter:
    said = {
        name: value.get("StringValue", "")
        for name, value in message.get("MessageAttributes", {}).items()
    }
    system = message.get("Attributes", {})
    sent = int(system.get("SentTimestamp", 0)) / 1000
    received = system.get("ApproximateReceiveCount", "")
    body = message["Body"]
    return DeadLetter(
        id=said.get("MessageId") or message["MessageId"],
        body=body,
        error_type=said.get("ErrorType", _REDRIVEN_BY_SQS),
        error_message=said.get(
            "ErrorMessage", "It was delivered as often as the queue allows, and never handled."
        ),
        phase=said.get("Phase") or _kind(body),
        attempt=said.get("Attempt", received),
        failed_at=said.get("FailedAt")
        or datetime.fromtimestamp(sent, UTC).isoformat(timespec="seconds"),
        receipt=message["ReceiptHandle"],
    )


def _kind(body: str) -> str:
    try:
        return str(msgspec.json.decode(body)["type"])
    except (msgspec.DecodeError, TypeError, KeyError):
        return "unknown"
