"""Pictures become files that hold the same pixels."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from renderer import OutputError, encode
from renderer.png import png

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


@pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
def test_the_same_picture_gives_the_same_bytes(format: str) -> None:
    assert encode(NOISE, format) == encode(NOISE.copy(), format)


@pytest.mark.parametrize(
    ("format", "expected"), [("jpeg", "JPEG"), ("webp", "WEBP"), ("PNG", "PNG")]
)
def test_a_file_is_of_the_format_asked_for(format: str, expected: str) -> None:
    assert reopened(encode(NOISE, format)).format == expected


def test_png_is_the_default() -> None:
    assert reopened(encode(NOISE)).format == "PNG"


def test_a_translucent_picture_becomes_a_jpeg_on_white() -> None:
    image = reopened(encode(Image.new("RGBA", (16, 16), (0, 0, 0, 128)), "jpeg"))
    assert image.getpixel((8, 8)) == (127, 127, 127)


def test_jpeg_keeps_the_edge_of_thin_coloured_lines() -> None:
    image = Image.new("RGB", (32, 32), "white")
    image.paste("red", (15, 0, 16, 32))
    red, green, _ = reopened(encode(image, "jpeg")).getpixel((15, 16))  # type: ignore[misc]
    assert red > 200
    assert green < 60


def test_webp_keeps_transparency() -> None:
    image = reopened(encode(Image.new("RGBA", (16, 16), (0, 0, 0, 0)), "webp"))
    assert image.convert("RGBA").getpixel((8, 8))[3] == 0  # type: ignore[index]


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(OutputError, match=r"'tiff'; one of .*jpeg, png, webp is expected"):
        encode(NOISE, "tiff")


def test_a_picture_too_large_for_the_format_is_refused() -> None:
    with pytest.raises(OutputError, match=r"20000 x 1 .* WEBP holds at most 16,383"):
        encode(Image.new("RGB", (20_000, 1)), "webp")
