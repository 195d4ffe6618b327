"""Unpack a font file to plain sfnt bytes and check its frame before a native parser sees it.

Checked here: size, signature, that every table lies inside the file, how many there are, and that
they are long enough for the number of glyphs. What the tables say is left to the native parsers;
see ``trial`` for how strangers' fonts meet them.
"""

from __future__ import annotations

import functools
import io
import struct
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from renderer.errors import FontError
from renderer.fonts.file import FontFile

MAX_FONT_BYTES = 30 * 1024 * 1024
SFNT = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"typ1")
WOFF = (b"wOFF", b"wOF2")
SBIX = b"sbix"
FRAME = 12  # bytes before a face's table directory, or before a collection's offsets
ENTRY = struct.Struct(">4s4xLL")  # of a table directory: tag, start, length
MOST_FACES = 64
COUNTED = (b"head", b"hhea", b"maxp", b"hmtx", b"loca")
REQUIRED = (b"head", b"hhea", b"maxp", b"hmtx", b"cmap")


def checked_sfnt(file: FontFile) -> bytes:
    """TTF, OTF or TTC bytes; raises FontError naming the file and what is wrong with it."""
    check_frame(file)
    if file.data[:4] not in WOFF:
        return file.data
    data = _unpacked(file)
    _check_faces(data, file.name)
    return data


@functools.lru_cache(maxsize=128)
def check_frame(file: FontFile) -> None:
    """Raise FontError for what can be seen to be no usable font without unpacking it."""
    if len(file.data) > MAX_FONT_BYTES:
        raise FontError(
            f"font {file.name} is {len(file.data):,} bytes; at most {MAX_FONT_BYTES:,} are allowed"
        )
    if file.data[:4] not in WOFF:
        _check_faces(file.data, file.name)


def _check_faces(data: bytes, name: str) -> None:
    for offset in _face_offsets(data, name):
        _check_tables(data, offset, name)


def outlines_alone(data: bytes) -> bytes:
    """The same sfnt with its sbix table hidden, beside which FreeType sees no outlines."""
    hidden = data
    for offset in _face_offsets(data, ""):
        (count,) = struct.unpack_from(">H", data, offset + 4)
        first = offset + FRAME
        for entry in range(first, first + ENTRY.size * count, ENTRY.size):
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


def _face_offsets(data: bytes, name: str) -> list[int]:
    """Where the faces of plain sfnt bytes begin."""
    if data[:4] in SFNT:
        return [0]
    if data[:4] != b"ttcf":
        raise FontError(f"font {name} is not a TTF, OTF, TTC, WOFF or WOFF2 file")
    try:
        (count,) = struct.unpack_from(">L", data, 8)
        if not 0 < count <= MOST_FACES:
            raise FontError(f"font {name} claims {count} faces; 1 to {MOST_FACES} are expected")
        return list(struct.unpack_from(f">{count}L", data, FRAME))
    except struct.error:
        raise FontError(f"font {name} is truncated") from None


def _directory(data: bytes, offset: int, name: str) -> dict[bytes, tuple[int, int]]:
    """Where each table of the face at an offset begins, and its length."""
    count = int.from_bytes(data[offset + 4 : offset + 6], "big")
    entries = data[offset + FRAME : offset + FRAME + ENTRY.size * count]
    if len(data) < offset + FRAME or len(entries) < ENTRY.size * count:
        raise FontError(f"font {name} is truncated")
    return {tag: (start, length) for tag, start, length in ENTRY.iter_unpack(entries)}


def tables_of(data: bytes, index: int, name: str) -> dict[bytes, tuple[int, int]]:
    """The table directory of the face of that number, in a collection or alone."""
    return _directory(data, _face_offsets(data, name)[index], name)


def named_tables(file: BinaryIO, tags: Iterable[bytes]) -> list[dict[bytes, bytes]]:
    """These tables of each face in an open file, without reading the rest of it.

    Empty for a packed file. Raises FontError for what is no font.
    """
    name = file.name
    start = file.read(FRAME + 4 * MOST_FACES)
    if start[:4] in WOFF:
        return []
    found = []
    for offset in _face_offsets(start, name):
        frame = _read(file, offset, FRAME)
        count = int.from_bytes(frame[4:6], "big")
        directory = _directory(frame + _read(file, offset + FRAME, ENTRY.size * count), 0, name)
        found.append({tag: _read(file, *directory[tag]) for tag in tags if tag in directory})
    return found


def _read(file: BinaryIO, at: int, length: int) -> bytes:
    file.seek(at)
    return file.read(length)


def _check_tables(data: bytes, offset: int, name: str) -> None:
    tables = _directory(data, offset, name)
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
