"""Unpack a font file to plain sfnt bytes and check its frame before a native parser sees it.

Checked here: size, signature, that every table lies inside the file, how many there are, and that
they are long enough for the number of glyphs. What the tables say is left to the native parsers;
see ``trial`` for how strangers' fonts meet them.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping

from renderer.errors import FontError
from renderer.fonts.request import FontFile

MAX_FONT_BYTES = 30 * 1024 * 1024
SFNT = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"typ1")
WOFF = (b"wOFF", b"wOF2")
SBIX = b"sbix"
COUNTED = (b"head", b"hhea", b"maxp", b"hmtx", b"loca")
REQUIRED = (b"head", b"hhea", b"maxp", b"hmtx", b"cmap")


def checked_sfnt(file: FontFile) -> bytes:
    """TTF, OTF or TTC bytes; raises FontError naming the file and what is wrong with it."""
    data = file.data
    if len(data) > MAX_FONT_BYTES:
        raise FontError(
            f"font {file.name} is {len(data):,} bytes; at most {MAX_FONT_BYTES:,} are allowed"
        )
    if data[:4] in WOFF:
        data = _unpacked(file)
    if data[:4] == b"ttcf":
        offsets = _collection_offsets(data, file.name)
    elif data[:4] in SFNT:
        offsets = [0]
    else:
        raise FontError(f"font {file.name} is not a TTF, OTF, TTC, WOFF or WOFF2 file")
    for offset in offsets:
        _check_tables(data, offset, file.name)
    return data


def outlines_alone(data: bytes) -> bytes:
    """The same sfnt with its sbix table hidden, beside which FreeType sees no outlines."""
    offsets = _collection_offsets(data, "") if data[:4] == b"ttcf" else [0]
    hidden = data
    for offset in offsets:
        (count,) = struct.unpack_from(">H", data, offset + 4)
        for entry in range(offset + 12, offset + 12 + 16 * count, 16):
            if data[entry : entry + 4] == SBIX:
                hidden = hidden[:entry] + b"----" + hidden[entry + 4 :]
    return hidden


def _unpacked(file: FontFile) -> bytes:
    """WOFF and WOFF2 through fontTools, which is loaded only then."""
    from fontTools.ttLib import TTFont

    try:
        font = TTFont(io.BytesIO(file.data), lazy=True, recalcBBoxes=False, recalcTimestamp=False)
        font.flavor = None
        out = io.BytesIO()
        font.save(out, reorderTables=None)
    except Exception as error:  # fontTools raises whatever broken bytes provoke
        raise FontError(f"font {file.name} can't be unpacked ({error})") from None
    if out.tell() > MAX_FONT_BYTES:
        raise FontError(f"font {file.name} unpacks to more than {MAX_FONT_BYTES:,} bytes")
    return out.getvalue()


def _collection_offsets(data: bytes, name: str) -> list[int]:
    try:
        (count,) = struct.unpack_from(">L", data, 8)
        if not 0 < count <= 64:
            raise FontError(f"font {name} claims {count} faces; 1 to 64 are expected")
        return list(struct.unpack_from(f">{count}L", data, 12))
    except struct.error:
        raise FontError(f"font {name} is truncated") from None


def _check_tables(data: bytes, offset: int, name: str) -> None:
    try:
        (count,) = struct.unpack_from(">H", data, offset + 4)
        tables = {}
        for i in range(count):
            tag, _, start, length = struct.unpack_from(">4sLLL", data, offset + 12 + 16 * i)
            tables[tag] = (start, length)
    except struct.error:
        raise FontError(f"font {name} is truncated") from None
    if not all(tag.isascii() for tag in tables):
        raise FontError(f"font {name} has a table directory that is no such thing")
    if missing := [tag.decode() for tag in REQUIRED if tag not in tables]:
        raise FontError(f"font {name} lacks the table {missing[0]}")
    for tag, (start, length) in tables.items():
        if start + length > len(data):
            raise FontError(f"font {name} is truncated: its table {tag.decode()} is cut")
    _check_glyphs(
        {
            tag: data[start : start + length]
            for tag, (start, length) in tables.items()
            if tag in COUNTED
        },
        name,
    )


def _check_glyphs(tables: Mapping[bytes, bytes], name: str) -> None:
    """The tables with an entry for each glyph have as many as the font says it has glyphs."""
    try:
        (glyphs,) = struct.unpack_from(">H", tables[b"maxp"], 4)
        (metrics,) = struct.unpack_from(">H", tables[b"hhea"], 34)
        (long_offsets,) = struct.unpack_from(">h", tables[b"head"], 50)
    except struct.error:
        raise FontError(f"font {name} is truncated: its table head, hhea or maxp is cut") from None
    if glyphs == 0 or not 0 < metrics <= glyphs:
        raise FontError(f"font {name} claims {glyphs} glyphs and the advances of {metrics}")
    needed = {b"hmtx": 4 * metrics + 2 * (glyphs - metrics)}
    if b"loca" in tables:
        needed[b"loca"] = (glyphs + 1) * (4 if long_offsets else 2)
    for tag, length in needed.items():
        if len(tables[tag]) < length:
            raise FontError(
                f"font {name} claims {glyphs} glyphs; its table {tag.decode()} is for fewer"
            )
