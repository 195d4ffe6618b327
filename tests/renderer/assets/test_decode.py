"""Every kind of picture arrives upright, in eight bits, in sRGB; everything else is an error."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from renderer import AssetError, LimitError, Limits
from renderer.assets import Assets
from renderer.assets.formats import recognised
from renderer.fetch.content import Content

RED, GREEN = (200, 30, 20), (20, 180, 40)


def picture(width: int = 6, height: int = 4) -> Image.Image:
    """Green with a red left half."""
    image = Image.new("RGB", (width, height), GREEN)
    image.paste(RED, (0, 0, width // 2, height))
    return image


def saved(image: Image.Image, format: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def loaded(data: bytes, tmp_path: Path, limits: Limits | None = None) -> Image.Image:
    (tmp_path / "picture").write_bytes(data)
    bitmap = Assets(tmp_path, (), limits or Limits()).bitmap("picture")
    image = bitmap.reduced(*bitmap.size)
    assert image.size == bitmap.size
    return image


def is_close(image: Image.Image, at: tuple[int, int], colour: tuple[int, ...], by: int) -> bool:
    pixel = image.getpixel(at)
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_a_known_format_is_decoded(format: str, tmp_path: Path) -> None:
    data = saved(picture(64, 32), format)
    assert recognised(data) == format
    image = loaded(data, tmp_path)
    assert image.mode == "RGB"
    assert is_close(image, (8, 8), RED, 12)
    assert is_close(image, (56, 8), GREEN, 12)


@pytest.mark.parametrize("format", ["TIFF", "PPM", "ICO", "TGA", "PDF", "BMP"])
def test_another_format_is_refused_with_the_list_of_known_ones(format: str, tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="picture is no picture; JPEG, PNG, WebP"):
        loaded(saved(picture(), format), tmp_path)


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\xef\xbb\xbf \n",
        b"<?xml version='1.0'?>\n<!-- a > b --><!---->",
        b"<!DOCTYPE svg>",
        b"<!DOCTYPE svg PUBLIC 'a' 'b' [<!ENTITY a 'b'> <!-- > -->]>\n",
    ],
)
def test_an_svg_is_recognised_after_what_may_stand_before_it(before: bytes) -> None:
    assert recognised(before + b"<svg/>") == "SVG"
    assert recognised(before + b"<s:svg xmlns:s='a'>") == "SVG"
    assert recognised(before + b"<html><svg/>") is None
    assert recognised(before) is None


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(saved(picture(), "PNG"))
    assert Assets(tmp_path, (), Limits()).bitmap("photo.jpg").size == (6, 4)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_exif_turns_a_picture_upright(format: str, orientation: int, tmp_path: Path) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = picture(64, 32)
    stored = upright.transpose(undo[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    image = loaded(saved(stored, format, exif=exif), tmp_path)
    assert image.size == (64, 32)
    assert is_close(image, (5, 25), RED, 10)
    assert is_close(image, (60, 5), GREEN, 10)


def test_exif_in_webp_is_ignored_as_browsers_do(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    assert loaded(saved(picture(64, 32), "WEBP", exif=exif), tmp_path).size == (64, 32)


def test_sixteen_bits_keep_their_upper_byte(tmp_path: Path) -> None:
    rows = b"".join(b"\0" + struct.pack(">2H", 0x12FF, 0xAB00) for _ in range(1))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", 2, 1, 16, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    assert loaded(data, tmp_path).tobytes() == bytes([0x12] * 3 + [0xAB] * 3)


def test_transparent_entries_of_a_palette_become_alpha(tmp_path: Path) -> None:
    image = picture().convert("P", palette=Image.Palette.ADAPTIVE)
    index = image.getpixel((0, 0))
    result = loaded(saved(image, "PNG", transparency=index), tmp_path)
    assert result.mode == "RGBA"
    assert [result.getpixel((x, 0))[3] for x in (0, 5)] == [0, 255]  # type: ignore[index]


def test_an_alpha_channel_that_hides_nothing_is_dropped(tmp_path: Path) -> None:
    assert loaded(saved(picture().convert("RGBA"), "PNG"), tmp_path).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK"])
def test_every_mode_ends_as_rgb_or_rgba(mode: str, tmp_path: Path) -> None:
    format = "JPEG" if mode == "CMYK" else "PNG"
    image = loaded(saved(picture().convert(mode), format), tmp_path)
    assert image.mode in {"RGB", "RGBA"}


def test_a_profile_changes_colours_to_srgb(tmp_path: Path) -> None:
    lab = ImageCms.createProfile("LAB")
    assert (
        loaded(
            saved(picture(), "PNG", icc_profile=ImageCms.ImageCmsProfile(lab).tobytes()), tmp_path
        ).getpixel((0, 0))
        == RED
    )  # a profile for other channels is ignored


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert loaded(saved(picture(), "PNG", icc_profile=profile), tmp_path).getpixel((0, 0)) == RED


def test_a_broken_profile_is_ignored(tmp_path: Path) -> None:
    data = saved(picture(), "PNG", icc_profile=b"x" * 16 + b"RGB " + b"x" * 200)
    assert loaded(data, tmp_path).getpixel((0, 0)) == RED


def test_the_first_frame_of_an_animation_is_drawn(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (4, 4), GREEN), Image.new("RGB", (4, 4), RED)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert is_close(loaded(data, tmp_path).convert("RGB"), (0, 0), GREEN, 8)


def test_more_pixels_than_allowed_are_refused_before_decoding(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match="picture has 6 x 4 pixels; at most 20"):
        loaded(saved(picture(), "PNG"), tmp_path, Limits(source_pixels=20))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_cut_off_is_an_error_that_names_it(
    format: str, share: float, tmp_path: Path
) -> None:
    data = saved(Image.effect_noise((64, 64), 90).convert("RGB"), format)
    with pytest.raises(AssetError, match="picture is"):
        loaded(data[: int(len(data) * share)], tmp_path)


@given(st.binary(max_size=300), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
def test_noise_after_a_signature_is_an_asset_error(noise: bytes, format: str) -> None:
    start = saved(picture(), format)[:12]
    from renderer.assets.bitmap import Photo
    from renderer.cache import WeightedCache

    try:
        photo = Photo(
            Content(start + noise), format, "noise", Limits(), WeightedCache(0, lambda image: 1)
        )
        photo.reduced(*photo.size)
    except (AssetError, LimitError):
        pass
