"""What both sides say: a JSON object and bytes, each with its length before it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

_LENGTHS = struct.Struct(">IQ")


class ProcessLost(Exception):
    """The process ended before it answered: a crash, or its bounds of time or memory."""


class Message(NamedTuple):
    values: Mapping[str, Any]
    data: bytes = b""


READY = Message({"ready": True})
"""What the program says first."""


def write_message(stream: BinaryIO, message: Message) -> None:
    head = json.dumps(message.values).encode()
    stream.write(_LENGTHS.pack(len(head), len(message.data)) + head)
    stream.write(message.data)
    stream.flush()


def read_message(stream: BinaryIO) -> Message | None:
    """The next message; None where the other side is gone."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, data_length = _LENGTHS.unpack(lengths)
    head, data = stream.read(head_length), stream.read(data_length)
    if len(head) < head_length or len(data) < data_length:
        return None
    return Message(json.loads(head), data)
