"""Only whole fonts reach the native parsers; what is wrong with another is said."""

from __future__ import annotations

import io
import struct

import pytest
from block_font import block_font
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from renderer.errors import FontError
from renderer.fonts.face import open_face
from renderer.fonts.file import FontFile
from renderer.fonts.sfnt import MAX_FONT_BYTES, checked_sfnt


def packed(flavor: str) -> bytes:
    font = TTFont(io.BytesIO(block_font()))
    font.flavor = flavor
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(FontError) as caught:
        checked_sfnt(FontFile("shop.ttf", data))
    return str(caught.value)


def test_a_whole_font_passes_unchanged() -> None:
    assert checked_sfnt(FontFile("shop.ttf", block_font())) == block_font()


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_a_packed_font_is_unpacked_to_the_same_glyphs(flavor: str) -> None:
    data = checked_sfnt(FontFile("shop." + flavor, packed(flavor)))
    font, original = TTFont(io.BytesIO(data)), TTFont(io.BytesIO(block_font()))
    assert font.getBestCmap() == original.getBestCmap()
    assert font["glyf"]["u0041"] == original["glyf"]["u0041"]


@pytest.mark.parametrize("data", [b"", b"<html>not found</html>", b"%PDF-1.7", b"\x00" * 64])
def test_another_kind_of_file_is_refused(data: bytes) -> None:
    assert refusal(data) == "font shop.ttf is not a TTF, OTF, TTC, WOFF or WOFF2 file"


@pytest.mark.parametrize("length", [4, 11, 40, 150])
def test_a_font_cut_in_its_directory_is_refused(length: int) -> None:
    assert refusal(block_font()[:length]) == "font shop.ttf is truncated"


def test_a_font_cut_in_a_table_names_the_table() -> None:
    message = refusal(block_font()[:-400])
    assert message.startswith("font shop.ttf is truncated: its table ")


def test_a_font_without_a_needed_table_names_it() -> None:
    font = TTFont(io.BytesIO(block_font()))
    del font["cmap"]
    out = io.BytesIO()
    font.save(out)
    assert refusal(out.getvalue()) == "font shop.ttf lacks the table cmap"


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_a_packed_font_cut_short_is_refused(flavor: str) -> None:
    data = packed(flavor)
    assert refusal(data[: len(data) // 2]).startswith("font shop.ttf can't be unpacked")


def test_a_font_over_30_megabytes_is_refused_unread() -> None:
    message = refusal(b"\x00\x01\x00\x00" + bytes(MAX_FONT_BYTES))
    assert message == "font shop.ttf is 31,457,284 bytes; at most 31,457,280 are allowed"


@pytest.mark.parametrize("count", [0, 65, 2**32 - 1])
def test_a_collection_of_absurdly_many_faces_is_refused(count: int) -> None:
    message = refusal(b"ttcf" + struct.pack(">LL", 0x10000, count))
    assert message == f"font shop.ttf claims {count} faces; 1 to 64 are expected"


def patched(tag: bytes, offset: int, value: int) -> bytes:
    """Block with a 16-bit number in a table replaced."""
    data = bytearray(block_font())
    entry = data.index(tag)
    (start,) = struct.unpack_from(">L", data, entry + 8)
    struct.pack_into(">H", data, start + offset, value)
    return bytes(data)


MAXP_GLYPHS, HHEA_METRICS = (b"maxp", 4), (b"hhea", 34)


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (MAXP_GLYPHS, 0, "claims 0 glyphs"),
        (MAXP_GLYPHS, 60_000, "claims 60000 glyphs; its table hmtx is for fewer"),
        (HHEA_METRICS, 0, "glyphs and the advances of 0"),
        (HHEA_METRICS, 60_000, "glyphs and the advances of 60000"),
    ],
)
def test_tables_that_disagree_about_the_glyphs_are_refused(
    place: tuple[bytes, int], value: int, problem: str
) -> None:
    assert problem in refusal(patched(*place, value))


def test_too_few_offsets_for_the_glyphs_are_refused() -> None:
    long_offsets = patched(b"head", 50, 1)
    assert "its table loca is for fewer" in refusal(long_offsets)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_font_is_refused_or_opened_and_never_worse(data: st.DataObject) -> None:
    damaged = bytearray(block_font())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        face = open_face(FontFile("damaged.ttf", bytes(damaged)))
    except FontError:
        return
    assert face.upem > 0
