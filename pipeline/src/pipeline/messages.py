"""Turn a queue message's body into a typed message, and back."""

from __future__ import annotations

from typing import Annotated

import msgspec

from pipeline.errors import InvalidMessage

Text = Annotated[str, msgspec.Meta(min_length=1, pattern="^[^\\x00]*$")]
"""Not empty, and without the NUL character that PostgreSQL can't store."""
Id = Text | int
"""An id as producers send it: a number or a text. Use ``str()`` of it from here on."""


class ProcessData(msgspec.Struct, frozen=True):
    """Which template to fill, for which feed, on whose behalf."""

    access_token: Text
    user_template_id: Id
    outfeed_id: Id

    def __repr__(self) -> str:
        """Everything but the token: a message may end up in a log."""
        return f"ProcessData({self.user_template_id!r}, {self.outfeed_id!r})"


class GenerateData(msgspec.Struct, frozen=True):
    """Which row of ``generated_feeds`` to draw."""

    generated_feed_id: Id


class Process(msgspec.Struct, frozen=True, tag_field="type", tag="process"):
    """``{"type": "process", "data": {...}}``: make one row per product of the user."""

    data: ProcessData


class Generate(msgspec.Struct, frozen=True, tag_field="type", tag="generate"):
    """``{"type": "generate", "data": {...}}``: draw the picture of one row."""

    data: GenerateData


Message = Process | Generate

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


def generate_body(generated_feed_id: str) -> str:
    """The body of the ``generate`` message for a row."""
    return msgspec.json.encode(Generate(GenerateData(generated_feed_id))).decode()
