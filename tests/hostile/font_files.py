"""Fonts that are none, lie about their tables, or point beyond themselves."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

from block_font import block_font
from fontTools.ttLib import TTFont
from picture_files import zeros

HEAD, DIRECTORY = 12, 16


def place_of(data: bytes, tag: bytes) -> tuple[int, int, int]:
    """Where a table's entry in the directory is, where the table is, and how long."""
    at = data.index(tag, HEAD)
    start, length = struct.unpack_from(">LL", data, at + 8)
    return at, start, length


def patched(tag: bytes, offset: int, value: bytes) -> bytes:
    """A font with bytes of a table overwritten."""
    data = bytearray(block_font())
    _, start, _ = place_of(bytes(data), tag)
    data[start + offset : start + offset + len(value)] = value
    return bytes(data)


def entry(tag: bytes, offset: int, value: bytes) -> bytes:
    """A font with bytes of a table's entry in the directory overwritten."""
    data = bytearray(block_font())
    at, _, _ = place_of(bytes(data), tag)
    data[at + offset : at + offset + len(value)] = value
    return bytes(data)


def filled(tag: bytes, byte: int) -> bytes:
    _, _, length = place_of(block_font(), tag)
    return patched(tag, 0, bytes([byte]) * length)


def packed(flavor: str) -> bytes:
    font = TTFont(io.BytesIO(block_font()))
    font.flavor = flavor
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def woff_bomb() -> bytes:
    data = zeros(700_000_000)
    sizes = (64 + len(data), 1, 0, 700_000_012, 1, 0, 0, 0, 0, 0, 0)
    head = struct.pack(">4sLLHHLHHLLLLL", b"wOFF", 0x10000, *sizes)
    return head + struct.pack(">4sLLLL", b"head", 64, len(data), 700_000_000, 0) + data


def woff2_bomb() -> bytes:
    import brotli

    data = brotli.compress(bytes(200_000_000), quality=1)
    sizes = (48 + 6 + len(data), 1, 0, 700_000_012, len(data), 1, 0, 0, 0, 0, 0, 0)
    head = struct.pack(">4sLLHHLLHHLLLLL", b"wOF2", 0x10000, *sizes)
    return head + b"\x01\x81\xbe\xdd\x88\x00" + data


def looping_glyph() -> bytes:
    """A letter composed of itself."""
    composite = struct.pack(">hhhhhHHhh", -1, 0, 0, 9, 9, 0x0003, 1, 0, 0)
    return patched(b"glyf", 0, composite * 4)


FILES: dict[str, Callable[[], bytes]] = {
    # no fonts
    "empty.ttf": lambda: b"",
    "html.ttf": lambda: b"<html>not found</html>",
    "picture.ttf": lambda: b"\x89PNG\r\n\x1a\n" + bytes(60),
    "type-one.ttf": lambda: b"%!PS-AdobeFont-1.0: Evil\n",
    "eot.ttf": lambda: bytes(34) + b"LP" + bytes(60),
    "too-large.ttf": lambda: b"\0\1\0\0" + bytes(31_457_280),
    # frames
    "signature-only.ttf": lambda: b"\0\1\0\0",
    "cut-in-the-directory.ttf": lambda: block_font()[:40],
    "cut-in-a-table.ttf": lambda: block_font()[:-400],
    "no-tables.ttf": lambda: b"\0\1\0\0" + bytes(8),
    "many-tables.ttf": lambda: b"\0\1\0\0\xff\xff" + bytes(6),
    "table-beyond-the-file.ttf": lambda: entry(b"glyf", 8, b"\x7f\xff\xff\xff"),
    "table-longer-than-the-file.ttf": lambda: entry(b"glyf", 12, b"\xff\xff\xff\xff"),
    "table-of-nothing.ttf": lambda: entry(b"head", 12, bytes(4)),
    "tables-that-overlap.ttf": lambda: entry(b"loca", 8, bytes(4)),
    "no-cmap.ttf": lambda: entry(b"cmap", 0, b"xxxx"),
    "no-letters-in-its-tags.ttf": lambda: entry(b"post", 0, b"\xff\xfe\0\1"),
    "collection-of-none.ttc": lambda: b"ttcf" + struct.pack(">LL", 0x10000, 0),
    "collection-of-millions.ttc": lambda: b"ttcf" + struct.pack(">LL", 0x10000, 2**32 - 1),
    "collection-beyond-the-file.ttc": lambda: b"ttcf" + struct.pack(">LLL", 0x10000, 1, 2**31),
    "collection-of-itself.ttc": lambda: b"ttcf" + struct.pack(">LLL", 0x10000, 1, 0),
    # packed
    "cut.woff": lambda: packed("woff")[:300],
    "cut.woff2": lambda: packed("woff2")[:300],
    "noise.woff": lambda: b"wOFF" + b"\xff" * 400,
    "noise.woff2": lambda: b"wOF2" + b"\xff" * 400,
    "bomb.woff": woff_bomb,
    "bomb.woff2": woff2_bomb,
    # tables
    "head-of-zeros.ttf": lambda: filled(b"head", 0),
    "head-of-ones.ttf": lambda: filled(b"head", 255),
    "no-units.ttf": lambda: patched(b"head", 18, b"\0\0"),
    "no-glyphs.ttf": lambda: patched(b"maxp", 4, b"\0\0"),
    "too-many-glyphs.ttf": lambda: patched(b"maxp", 4, b"\xff\xff"),
    "maxp-of-ones.ttf": lambda: filled(b"maxp", 255),
    "hhea-of-ones.ttf": lambda: filled(b"hhea", 255),
    "hmtx-of-ones.ttf": lambda: filled(b"hmtx", 255),
    "loca-of-ones.ttf": lambda: filled(b"loca", 255),
    "glyf-of-ones.ttf": lambda: filled(b"glyf", 255),
    "glyf-of-zeros.ttf": lambda: filled(b"glyf", 0),
    "glyphs-of-themselves.ttf": looping_glyph,
    "cmap-of-ones.ttf": lambda: filled(b"cmap", 255),
    "cmap-of-zeros.ttf": lambda: filled(b"cmap", 0),
    "name-of-ones.ttf": lambda: filled(b"name", 255),
    "post-of-ones.ttf": lambda: filled(b"post", 255),
    "os2-of-ones.ttf": lambda: filled(b"OS/2", 255),
}
