"""Pictures become files of the format, with the options, that are asked for."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from renderer import OutputError, encode
from renderer.encoders.srgb import srgb_profile

NOISE = Image.effect_noise((37, 21), 90)


def reopened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif", "pdf"])
def test_the_same_picture_gives_the_same_bytes(format: str) -> None:
    assert encode(NOISE, format) == encode(NOISE.copy(), format)


@pytest.mark.parametrize(
    ("format", "expected"), [("jpeg", "JPEG"), ("webp", "WEBP"), ("avif", "AVIF"), ("PNG", "PNG")]
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


@pytest.mark.parametrize("format", ["webp", "avif"])
def test_transparency_is_kept(format: str) -> None:
    image = reopened(encode(Image.new("RGBA", (16, 16), (0, 0, 0, 0)), format))
    assert image.convert("RGBA").getpixel((8, 8))[3] == 0  # type: ignore[index]


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(OutputError, match=r"'tiff'; one of avif, jpeg, pdf, png, webp is expected"):
        encode(NOISE, "tiff")


def test_a_picture_too_large_for_the_format_is_refused() -> None:
    with pytest.raises(OutputError, match=r"20000 x 1 .* WEBP holds at most 16,383"):
        encode(Image.new("RGB", (20_000, 1)), "webp")


@pytest.mark.parametrize("format", ["jpeg", "webp"])
def test_a_file_carries_the_srgb_profile(format: str) -> None:
    assert reopened(encode(NOISE, format)).info["icc_profile"] == srgb_profile()


def test_avif_says_srgb_without_a_profile() -> None:
    bt709_primaries, srgb_transfer = b"\x00\x01", b"\x00\x0d"
    assert b"colrnclx" + bt709_primaries + srgb_transfer in encode(NOISE, "avif")


def test_the_profile_does_not_depend_on_the_day() -> None:
    year, month, day = (int.from_bytes(srgb_profile()[at : at + 2]) for at in (24, 26, 28))
    assert (year, month, day) == (1999, 10, 18)


@pytest.mark.parametrize("format", ["jpeg", "webp", "avif", "pdf"])
def test_a_lower_quality_is_a_smaller_file(format: str) -> None:
    image = NOISE.resize((200, 200))
    assert len(encode(image, format, quality=30)) < len(encode(image, format, quality=95))


def test_lossless_webp_keeps_every_pixel() -> None:
    image = Image.merge("RGBA", [NOISE] * 4)
    assert reopened(encode(image, "webp", lossless=True)).tobytes() == image.tobytes()


@pytest.mark.parametrize("format", ["png", "jpeg", "webp", "avif"])
def test_optimized_for_size_a_file_is_smaller(format: str) -> None:
    image = Image.radial_gradient("L").convert("RGB")
    assert len(encode(image, format, optimize="size")) < len(encode(image, format))


def test_jpeg_says_how_dense_its_pixels_are() -> None:
    assert reopened(encode(NOISE, "jpeg", dpi=300)).info["dpi"] == (300, 300)


def test_an_unknown_option_names_the_known_ones() -> None:
    with pytest.raises(OutputError, match="avif has no option 'dpi'; one of optimize, quality is"):
        encode(NOISE, "avif", dpi=300)


@pytest.mark.parametrize("quality", [0, 101, 7.5, "high"])
def test_a_quality_that_is_none_is_named(quality: object) -> None:
    with pytest.raises(OutputError, match=r"quality is .*; a whole number from 1 to 100"):
        encode(NOISE, "jpeg", quality=quality)
