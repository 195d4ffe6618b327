"""Change bytes a little, again and again: flips, copies, cuts, splices, words, odd numbers."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Sequence

NUMBERS = (0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 2**31 - 1, 2**31, 2**32 - 1)
WIDTHS = (">B", ">H", "<H", ">I", "<I")

Change = Callable[[random.Random, bytearray], None]


def mutated(
    chance: random.Random, data: bytes, others: Sequence[bytes], words: Sequence[bytes], limit: int
) -> bytes:
    """A changed copy, at most ``limit`` bytes long."""
    changed = bytearray(data)
    for _ in range(1 << chance.randrange(5)):
        match chance.randrange(7):
            case 0:
                _insert(chance, changed, chance.choice(words))
            case 1:
                other = chance.choice(others)
                _insert(chance, changed, _piece(chance, other))
            case _:
                chance.choice(CHANGES)(chance, changed)
    return bytes(changed[:limit])


def _insert(chance: random.Random, data: bytearray, piece: bytes) -> None:
    at = chance.randint(0, len(data))
    replaced = chance.choice((0, 0, len(piece)))
    data[at : at + replaced] = piece


def _piece(chance: random.Random, data: bytes) -> bytes:
    start = chance.randint(0, len(data))
    return data[start : start + chance.choice((4, 30, 300))]


def _flip(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _random_byte(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _number(chance: random.Random, data: bytearray) -> None:
    width = chance.choice(WIDTHS)
    size = struct.calcsize(width)
    if len(data) >= size:
        value = chance.choice(NUMBERS) % (1 << 8 * size)
        struct.pack_into(width, data, chance.randint(0, len(data) - size), value)


def _cut(chance: random.Random, data: bytearray) -> None:
    start = chance.randint(0, len(data))
    del data[start : start + chance.choice((1, 4, 30, 300))]


def _repeat(chance: random.Random, data: bytearray) -> None:
    piece = _piece(chance, bytes(data))
    _insert(chance, data, piece * chance.choice((1, 2, 20)))


def _digit(chance: random.Random, data: bytearray) -> None:
    """Numbers written in text: another digit, a point, a sign."""
    places = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
    if places:
        data[chance.choice(places)] = chance.choice(b"0123456789.-e")


CHANGES: tuple[Change, ...] = (_flip, _random_byte, _number, _cut, _repeat, _digit)
