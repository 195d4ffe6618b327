"""How many scans a JPEG may have: each costs a decoder a walk over all of the picture."""

from __future__ import annotations

PLAIN_FRAMES = frozenset({0xC0, 0xC1})  # neither progressive nor lossless
START_OF_SCAN = b"\xff\xda"


def most_scans(data: bytes) -> int:
    """At least as many as there are.

    A plain JPEG whose first scan holds all of its channels has one, whatever follows: decoders
    refuse another. Else they are counted by their mark, in thumbnails too.
    """
    return 1 if _is_interleaved(data) else data.count(START_OF_SCAN)


def _is_interleaved(data: bytes) -> bool:
    """Whether the segments before the first scan say so; not for what reads otherwise."""
    at, channels = 2, 0
    while len(data) > at + 9 and data[at] == 0xFF:
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if kind in PLAIN_FRAMES:
            channels = data[at + 9]
        elif kind == START_OF_SCAN[1]:
            return channels > 0 and data[at + 4] == channels
        elif 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xCC):  # another frame; not tables
            return False
        at += 2 + length
    return False
