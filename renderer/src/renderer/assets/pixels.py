"""A picture's header and pixels, by a decoder in this process or in one that may die.

Threat: decoders are native code that a broken picture may crash or make hoard memory.

Defence: the format is told by the first bytes, from a closed list; size, scans and memory needed
are bounded by the header; the long-tested decoders of JPEG, PNG and GIF then run in this process.
WebP and AVIF are compressed video, and their decoders young: both are read apart. Residual risk:
a bug in a decoder of the first three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from renderer.apart import ProcessLost, call_apart
from renderer.apart.wire import Message
from renderer.assets import decode
from renderer.assets.decode import Header
from renderer.errors import AssetLimitError

READ_APART = frozenset({"WEBP", "AVIF"})
SECONDS = 10.0  # of a processor


def header_of(data: bytes, format: str, pixel_limit: int) -> Header:
    """See ``decode.read_header``."""
    if format not in READ_APART:
        return decode.read_header(data, format, pixel_limit)
    asked = {"format": format, "pixel_limit": pixel_limit}
    values = _called(header_message, data, asked).values
    width, height = values["size"]
    return Header(format, (width, height), values["bytes_needed"])


def pixels_of(data: bytes, header: Header, at_least: tuple[int, int] | None = None) -> Image.Image:
    """See ``decode.decode``."""
    if header.format not in READ_APART:
        return decode.decode(data, header, at_least)
    answer = _called(pixels_message, data, {"header": header})
    return Image.frombytes(answer.values["mode"], tuple(answer.values["size"]), answer.data)


def header_message(data: bytes, format: str, pixel_limit: int) -> Message:
    header = decode.read_header(data, format, pixel_limit)
    return Message({"size": header.size, "bytes_needed": header.bytes_needed})


def pixels_message(data: bytes, header: tuple[str, tuple[int, int], int]) -> Message:
    image = decode.decode(data, Header(*header))
    return Message({"mode": image.mode, "size": image.size}, image.tobytes())


def _called(function: Callable[..., Message], data: bytes, asked: Mapping[str, Any]) -> Message:
    try:
        return call_apart(function, data, asked, seconds=SECONDS)
    except ProcessLost:
        raise AssetLimitError(
            f"brings its decoder down, or needs more than {SECONDS:g} s or too much memory"
        ) from None
