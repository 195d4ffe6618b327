"""Whether a browser keeps a font's legacy ``kern`` table.

Browsers sanitise web fonts before they use them, and drop the table as a whole where anything in
it is odd (measured: Chromium 156). A font that kerns by it alone is then not kerned.
"""

from __future__ import annotations

import struct
from itertools import pairwise

HEADER = struct.Struct(">2H")  # version, number of subtables
SUBTABLE = struct.Struct(">7H")  # version, length, coverage, pairs, three hints for the search
PAIR = 6  # bytes: left glyph, right glyph, value
MOST_PAIRS = 65536 // PAIR
HORIZONTAL = 0x0001
RESERVED = 0x00F0


def is_kept(table: bytes, *, cubic: bool) -> bool:
    """``cubic`` says that the font's outlines are a CFF table's: their kern tables are dropped."""
    if cubic or len(table) < HEADER.size:
        return False
    version, count = HEADER.unpack_from(table)
    if version != 0:
        return False
    at, kept = HEADER.size, 0
    for _ in range(count):
        if at + SUBTABLE.size > len(table):
            return False
        version, length, coverage, pairs = SUBTABLE.unpack_from(table, at)[:4]
        end = at + SUBTABLE.size + pairs * PAIR
        if version == 0 and coverage & HORIZONTAL:
            if coverage & RESERVED:
                return False
            if coverage >> 8 == 0:
                if not 0 < pairs <= MOST_PAIRS or end > len(table):
                    return False
                if not _is_sorted(table[at + SUBTABLE.size : end]):
                    return False
                kept += 1
                at = end  # the length of a large table doesn't fit its field
                continue
        at += max(length, SUBTABLE.size)
    return kept > 0


def _is_sorted(pairs: bytes) -> bool:
    keys = [pairs[at : at + 4] for at in range(0, len(pairs), PAIR)]
    return all(before < after for before, after in pairwise(keys))
