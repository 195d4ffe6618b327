"""How many scans a JPEG may have, told by its first segments where they can tell."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from renderer.assets.jpeg_scans import START_OF_SCAN, most_scans


def jpeg(mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert(mode).save(file, "JPEG", **options)
    return file.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_plain_jpeg_has_one_scan_whatever_follows(mode: str) -> None:
    assert most_scans(jpeg(mode) + START_OF_SCAN * 9) == 1


def test_scans_of_a_progressive_jpeg_are_counted() -> None:
    assert most_scans(jpeg(progressive=True)) > 5


def test_a_scan_of_some_channels_is_not_the_only_one() -> None:
    data = jpeg()
    at = data.index(START_OF_SCAN) + 4
    assert data[at] == 3
    split = data[:at] + b"\x01" + data[at + 1 :] + START_OF_SCAN
    assert most_scans(split) == data.count(START_OF_SCAN) + 1


def test_a_decoder_refuses_another_scan_after_one_of_all_channels() -> None:
    data = jpeg()
    twice = data[:-2] + data[data.index(START_OF_SCAN) :]
    assert most_scans(twice) == 1
    with pytest.raises(OSError, match="broken data stream"):
        Image.open(io.BytesIO(twice)).load()


@given(st.binary(max_size=60), st.integers(0, 700))
def test_whatever_the_bytes_there_is_a_number(noise: bytes, at: int) -> None:
    data = jpeg()[:at] + noise
    assert most_scans(data) >= 0
