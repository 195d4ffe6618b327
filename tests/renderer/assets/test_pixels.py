"""Old decoders work in this process, young ones in a process that may die."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from renderer import AssetError, AssetLimitError
from renderer.apart import ProcessLost
from renderer.assets import pixels
from renderer.assets.decode import MOST_SCANS, decode, read_header
from renderer.assets.pixels import header_of, pixels_of

LIMIT = 1_000_000


def saved(format: str, mode: str = "RGB", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((60, 40), 90).convert(mode).save(file, format, **options)
    return file.getvalue()


def with_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is repeated."""
    data = saved("JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * (count - data.count(b"\xff\xda") + 1) + data[-2:]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*args: object, **options: object) -> None:
        raise ProcessLost

    monkeypatch.setattr(pixels, "call_apart", lose)


@pytest.mark.parametrize("format", ["WEBP", "AVIF"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_read_apart_a_picture_is_the_same(format: str, mode: str) -> None:
    data = saved(format, mode)
    header = header_of(data, format, LIMIT)
    here = read_header(data, format, LIMIT)
    assert header == here
    assert pixels_of(data, header).tobytes() == decode(data, here).tobytes()


@pytest.mark.parametrize("format", ["WEBP", "AVIF"])
def test_the_process_apart_bounds_pixels_too(format: str) -> None:
    with pytest.raises(AssetLimitError, match="has 60 x 40 pixels; at most 1,000 pixels"):
        header_of(saved(format), format, 1000)


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("format", ["WEBP", "AVIF"])
def test_a_picture_that_brings_its_decoder_down_is_an_error(format: str) -> None:
    with pytest.raises(AssetLimitError, match="brings its decoder down"):
        header_of(saved(format), format, LIMIT)


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF"])
def test_the_others_need_no_process(format: str) -> None:
    data = saved(format)
    assert pixels_of(data, header_of(data, format, LIMIT)).size == (60, 40)


def test_a_jpeg_of_many_scans_is_refused() -> None:
    assert pixels_of(with_scans(20), header_of(with_scans(20), "JPEG", LIMIT)).size == (60, 40)
    with pytest.raises(AssetLimitError, match=f"is a JPEG of {MOST_SCANS + 1} scans"):
        header_of(with_scans(MOST_SCANS + 1), "JPEG", LIMIT)


@pytest.mark.parametrize("damage", [lambda data: data[:40], lambda data: data[:-30]])
@pytest.mark.parametrize("format", ["WEBP", "AVIF"])
def test_damage_is_told_through_the_wall(damage: Callable[[bytes], bytes], format: str) -> None:
    data = damage(saved(format))
    with pytest.raises(AssetError, match="is damaged or cut off"):
        pixels_of(data, header_of(data, format, LIMIT))
