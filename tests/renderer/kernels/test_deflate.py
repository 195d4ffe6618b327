"""What the kernels compress, any zlib reads."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from renderer import kernels

pytestmark = pytest.mark.skipif(
    not kernels.COMPILED, reason="the kernels are not built, or switched off"
)

BLOCK = 131072  # bytes that share their codes
BYTES = st.integers(0, 255)


def compressed(rows: bytes) -> bytes:
    made = kernels.compressed(bytearray(rows), zlib.adler32(rows))
    assert made is not None
    return made


def assert_comes_back(rows: bytes) -> None:
    assert zlib.decompress(compressed(rows)) == rows


def noise(size: int, *, most: int = 255) -> bytes:
    source = random.Random(size)
    return bytes(source.randint(0, most) for _ in range(size))


@st.composite
def rows(draw: st.DrawFn) -> bytes:
    """Noise and runs in turn."""
    parts = draw(st.lists(st.tuples(st.binary(max_size=20), BYTES, st.integers(0, 600))))
    return b"".join(found + bytes([level]) * length for found, level, length in parts)


@example(b"\0")
@example(b"\0" * 9)
@example(bytes(range(256)))
@given(rows().filter(len))
def test_runs_and_noise_come_back(data: bytes) -> None:
    assert_comes_back(data)


@pytest.mark.parametrize("length", range(1, 300))
def test_runs_of_every_length_come_back(length: int) -> None:
    assert_comes_back(b"ab" + b"c" * length + b"dc")


@pytest.mark.parametrize("shift", [-9, -8, -1, 0, 1, 7, 8, 9, 258, 259])
def test_blocks_meet_wherever_a_run_is(shift: int) -> None:
    before = noise(BLOCK + shift - 4)
    assert_comes_back(before + b"x" * 8 + noise(BLOCK) + b"y" * 2 * BLOCK + noise(100))


def test_levels_of_which_each_is_half_as_frequent_come_back() -> None:
    """Their codes would be longer than is allowed."""
    levels = [level for level in range(17) for _ in range(1 << (16 - level))]
    random.Random(1).shuffle(levels)
    assert_comes_back(bytes(levels))


@pytest.mark.parametrize("size", [1, 7, 8, 9, 1000, BLOCK, 3 * BLOCK + 5])
def test_what_is_all_noise_hardly_grows(size: int) -> None:
    data = noise(size)
    assert_comes_back(data)
    assert len(compressed(data)) < size * 1.01 + 300


def test_one_colour_all_but_disappears() -> None:
    assert len(compressed(bytes(3_500_000))) < 3_500_000 / 300


def test_a_photo_becomes_as_small_as_by_other_compressors_at_their_lowest_level() -> None:
    smooth = bytes(min(255, level // 24) for level in noise(400_000))
    assert len(compressed(smooth)) < 1.1 * len(zlib.compress(smooth, 1))


def test_the_checksum_is_the_datas() -> None:
    made = kernels.compressed(bytearray(b"rows"), zlib.adler32(b"rows") + 1)
    assert made is not None
    with pytest.raises(zlib.error, match="incorrect data check"):
        zlib.decompress(made)
