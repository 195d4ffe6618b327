"""A kern table is kept or dropped as by Chromium, which these answers were measured in."""

from __future__ import annotations

import struct

import pytest
from block_font import block_font, with_tables
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from hypothesis import given
from hypothesis import strategies as st

from renderer.fonts.face import open_face
from renderer.fonts.file import FontFile
from renderer.fonts.kern_table import is_kept
from renderer.text.shape import shape

A, B = 1, 2  # glyphs of the block font
PAIRS = ((A, B, -200), (B, A, -100))
EMPTY_GPOS = struct.pack(">2H3H3H", 1, 0, 10, 12, 14, 0, 0, 0)


def subtable(
    coverage: int = 1, pairs: tuple[tuple[int, int, int], ...] = PAIRS, version: int = 0
) -> bytes:
    body = b"".join(struct.pack(">2Hh", *pair) for pair in pairs)
    return struct.pack(">7H", version, 14 + len(body), coverage, len(pairs), 12, 1, 0) + body


def kern(*subtables: bytes, version: int = 0) -> bytes:
    return struct.pack(">2H", version, len(subtables)) + b"".join(subtables)


@pytest.mark.parametrize(
    "table",
    [
        kern(subtable()),
        kern(subtable(), subtable()),
        kern(subtable(coverage=3)),
        kern(subtable(coverage=9)),
        kern(subtable(version=1), subtable()),
        kern(subtable()) + b"\0\0",
    ],
    ids=["plain", "two", "minimum", "override", "one-of-a-newer-version", "padded"],
)
def test_a_sane_table_is_kept(table: bytes) -> None:
    assert is_kept(table, cubic=False)


@pytest.mark.parametrize(
    "table",
    [
        b"",
        kern(),
        kern(subtable(), version=1),
        kern(subtable(pairs=PAIRS[::-1])),
        kern(subtable(pairs=(PAIRS[0], PAIRS[0]))),
        kern(subtable(coverage=0x11)),
        kern(subtable(coverage=0)),
        kern(subtable(coverage=0x101)),
        kern(subtable(pairs=())),
        kern(subtable())[:-1],
    ],
    ids=["none", "empty", "version", "unsorted", "twice", "reserved", "vertical", "format",
         "without-pairs", "cut"],
)  # fmt: skip
def test_an_odd_table_is_dropped(table: bytes) -> None:
    assert not is_kept(table, cubic=False)


def test_fonts_with_cubic_outlines_lose_theirs() -> None:
    assert not is_kept(kern(subtable()), cubic=True)


@given(st.binary(max_size=80))
def test_any_bytes_are_judged(table: bytes) -> None:
    is_kept(table, cubic=False)
    is_kept(kern(table), cubic=False)


def raw(tag: str, data: bytes) -> DefaultTable:
    table = DefaultTable(tag)
    table.data = data
    return table


def width(table: bytes) -> int:
    return width_in(with_tables(block_font(), {"kern": raw("kern", table)}))


def width_in(data: bytes) -> int:
    face = open_face(FontFile("kerned", data))
    return sum(glyph.advance for glyph in shape(face, "ABA", "Latn", False, True))


def test_a_font_is_kerned_by_a_table_that_is_kept() -> None:
    assert width(kern(subtable())) == 1500 - 300


def test_a_font_is_not_kerned_by_a_table_that_is_dropped() -> None:
    assert width(kern(subtable(pairs=PAIRS[::-1]))) == 1500


def test_a_dropped_table_is_not_used_beside_other_positions_of_glyphs() -> None:
    """HarfBuzz would kern by it where a GPOS table has no kerning of its own."""
    data = with_tables(
        block_font(),
        {"kern": raw("kern", kern(subtable(pairs=PAIRS[::-1]))), "GPOS": raw("GPOS", EMPTY_GPOS)},
    )
    assert width_in(data) == 1500
