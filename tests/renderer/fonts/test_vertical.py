"""Which of a font's three pairs of vertical metrics counts."""

from __future__ import annotations

import struct

import pytest

from renderer.fonts.vertical import ascent_and_descent

HHEA, TYPO, WIN = (900, -200), (700, -300), (1000, 400)
ASKS_FOR_TYPO = 1 << 7


def metrics(
    hhea: tuple[int, int] = HHEA, typo: tuple[int, int] = TYPO, style_bits: int = 0
) -> tuple[int, int]:
    os2 = struct.pack(">62xH4x2h2x2H", style_bits, *typo, *WIN)
    return ascent_and_descent(struct.pack(">4x2h", *hhea), os2)


def test_they_are_those_of_the_horizontal_header() -> None:
    assert metrics() == (900, 200)


def test_a_font_may_ask_for_its_typographic_ones() -> None:
    assert metrics(style_bits=ASKS_FOR_TYPO) == (700, 300)


def test_a_header_that_says_nothing_is_passed_over() -> None:
    assert metrics(hhea=(0, 0)) == (700, 300)
    assert metrics(hhea=(900, 0)) == (900, 0)


def test_where_neither_says_anything_those_of_windows_count() -> None:
    assert metrics(hhea=(0, 0), typo=(0, 0)) == (1000, 400)


@pytest.mark.parametrize("os2", [b"", bytes(50)])
def test_a_font_needs_no_os2_table(os2: bytes) -> None:
    assert ascent_and_descent(struct.pack(">4x2h", *HHEA), os2) == (900, 200)


def test_a_header_that_is_cut_is_an_error() -> None:
    with pytest.raises(struct.error):
        ascent_and_descent(bytes(6), b"")
