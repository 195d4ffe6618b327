"""PNG: every pixel, and a few words about them."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from renderer.encoders.png import png
from renderer.errors import OutputError

NOISE = Image.effect_noise((37, 21), 90)


def reopened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def chunk_names(data: bytes) -> list[str]:
    names, position = [], 8
    while position < len(data):
        (length,) = struct.unpack_from(">I", data, position)
        names.append(data[position + 4 : position + 8].decode())
        position += 12 + length
    return names


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["L", "LA", "RGB", "RGBA"]), st.data())
def test_png_keeps_every_pixel(width: int, height: int, mode: str, data: st.DataObject) -> None:
    size = width * height * len(Image.new(mode, (1, 1)).getbands())
    image = Image.frombytes(
        mode, (width, height), data.draw(st.binary(min_size=size, max_size=size))
    )
    assert reopened(png(image)).convert(mode).tobytes() == image.tobytes()


def test_png_drops_an_alpha_channel_that_hides_nothing() -> None:
    assert reopened(png(NOISE.convert("RGBA"))).mode == "RGB"


def test_png_keeps_a_translucent_pixel() -> None:
    image = Image.new("RGBA", (8, 8), "red")
    image.putpixel((3, 4), (10, 20, 30, 254))
    assert reopened(png(image)).getpixel((3, 4)) == (10, 20, 30, 254)


def test_png_says_that_its_colours_are_srgb() -> None:
    assert chunk_names(png(NOISE)) == ["IHDR", "sRGB", "IDAT", "IEND"]


@pytest.mark.parametrize("mode", ["1", "P", "CMYK", "YCbCr", "F"])
def test_png_of_other_modes_is_stored_as_rgb(mode: str) -> None:
    assert reopened(png(NOISE.convert("RGB").convert(mode))).mode == "RGB"


def test_the_smallest_png_holds_the_same_pixels_and_says_srgb() -> None:
    image = Image.radial_gradient("L")
    small = png(image, optimize="size")
    assert reopened(small).tobytes() == image.tobytes()
    assert len(small) < len(png(image))
    assert chunk_names(small) == ["IHDR", "sRGB", "IDAT", "IEND"]


@pytest.mark.parametrize("optimize", ["speed", "size"])
def test_png_says_how_dense_its_pixels_are(optimize: str) -> None:
    image = reopened(png(NOISE, optimize=optimize, dpi=300))  # type: ignore[arg-type]
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"optimize": "beauty"}, "optimize is 'beauty'; speed or size is expected"),
        ({"dpi": 0}, "dpi is 0; a number from 1 to 10,000 is expected"),
        ({"dpi": float("nan")}, "dpi is nan; a number from 1 to 10,000 is expected"),
    ],
)
def test_a_value_that_means_nothing_is_named(options: dict[str, object], message: str) -> None:
    with pytest.raises(OutputError, match=message):
        png(NOISE, **options)  # type: ignore[arg-type]
