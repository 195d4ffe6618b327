"""Turn a queue message's body into a typed message, and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

import msgspec

from pipeline.errors import InvalidMessage

Text = Annotated[str, msgspec.Meta(min_length=1, pattern="^[^\\x00]*$")]
"""Not empty, and without the NUL character that PostgreSQL can't store."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern="^[^\\x00]*$")]
"""A text that fits into an index, and with a user and a row into the 1,024 bytes of an S3 key."""
Id = Name | int
"""An id as producers send it: a number or a text. Use ``str()`` of it from here on."""


class ProcessData(msgspec.Struct, frozen=True):
    """Which template to fill, for which feed, on whose behalf."""

    access_token: Text
    user_template_id: Id
    outfeed_id: Id
    request_id: Id | None = None
    """The producer's name for this request: sent again under it, nothing is done twice."""

    def __repr__(self) -> str:
        """Everything but the token: a message may end up in a log."""
        return f"ProcessData({self.user_template_id!r}, {self.outfeed_id!r})"


class GenerateData(msgspec.Struct, frozen=True):
    """Which row of ``generated_feeds`` to draw."""

    generated_feed_id: Id


class Process(msgspec.Struct, frozen=True, tag_field="type", tag="process"):
    """``{"type": "process", "data": {...}}``: make one row per product of the user."""

    data: ProcessData
    traceparent: str | None = None


class Generate(msgspec.Struct, frozen=True, tag_field="type", tag="generate"):
    """``{"type": "generate", "data": {...}}``: draw the picture of one row."""

    data: GenerateData
    traceparent: str | None = None


class ContinueData(msgspec.Struct, frozen=True):
    """Which turn of which row of ``feed_requests`` to begin."""

    feed_request_id: int
    turn: int


class Continue(msgspec.Struct, frozen=True, tag_field="type", tag="continue"):
    """``{"type": "continue", "data": {...}}``: go on with a feed whose user is known."""

    data: ContinueData
    traceparent: str | None = None


Message = Process | Generate | Continue


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a message: SQS's id for it, and how many there have been with this one."""

    message_id: str
    receives: int


_decoder: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)


def parse(body: str) -> Message:
    """Read a message; unknown properties are ignored.

    Raises ``InvalidMessage`` naming the place and what is expected there, never the content.
    """
    try:
        return _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise InvalidMessage(reason=_reason(error)) from None


def _reason(error: Exception) -> str:
    """msgspec's words, which name the path, with the known types added."""
    reason = str(error) or type(error).__name__
    if reason.startswith("Invalid value ") and "$.type" in reason:
        reason += "; 'process' or 'generate' is expected"
    return reason


def under_its_id(body: str, message_id: str) -> str:
    """The body, with the request named that a ``process`` message is known by.

    Without a name of the producer's that is SQS's id of the message, and a message that is sent
    anew has another one.
    """
    try:
        message = msgspec.json.decode(body)
        if message["type"] == "process":
            data = message["data"]
            data["request_id"] = data.get("request_id") or message_id
            return msgspec.json.encode(message).decode()
    except (msgspec.DecodeError, TypeError, KeyError, AttributeError):
        pass
    return body


_TOKENS = (
    re.compile(r'("access_token"\s*:\s*)"(?:[^"\\]|\\.)*"?'),
    re.compile(r"()\bey[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?"),
)
REMOVED = "[removed]"


def without_tokens(text: str) -> str:
    """The text with ``"[removed]"`` for access tokens; also where it is no JSON."""
    for token in _TOKENS:
        text = token.sub(lambda found: found[1] + (f'"{REMOVED}"' if found[1] else REMOVED), text)
    return text
