"""Compressed bytes to upright sRGB pixels, RGB or straight RGBA, as a browser shows them."""

from __future__ import annotations

import io
import warnings
from importlib import import_module
from typing import NamedTuple

from PIL import ExifTags, Image, ImageFile

from renderer.assets.colour_profile import to_srgb
from renderer.assets.jpeg_scans import most_scans
from renderer.errors import AssetError, AssetLimitError

# Whoever asks Pillow itself to open a file loads five of them.
PLUGINS = {
    "JPEG": "PIL.JpegImagePlugin",
    "PNG": "PIL.PngImagePlugin",
    "GIF": "PIL.GifImagePlugin",
    "WEBP": "PIL.WebPImagePlugin",
    "AVIF": "PIL.AvifImagePlugin",
}
# A browser does not honour EXIF orientation in WebP.
TURNED_BY_EXIF = frozenset({"JPEG", "PNG"})
DAMAGED = "is damaged or cut off"
BYTES_PER_PIXEL = 4
MOST_SCANS = 100
MOST_COEFFICIENTS = 300_000_000  # bytes: three channels of 50 megapixels


class Header(NamedTuple):
    """What a picture's first bytes say: its size, upright, before anything is decoded.

    ``bytes_needed`` is roughly what decoding all of it takes in memory.
    """

    format: str
    size: tuple[int, int]
    bytes_needed: int


def read_header(data: bytes, format: str, pixel_limit: int) -> Header:
    """Raises AssetLimitError above the limits (a bomb), AssetError where there is no picture."""
    image = _opened(data, format)
    width, height = image.size
    if width * height > pixel_limit:
        raise AssetLimitError(
            f"has {width} x {height} pixels; at most {pixel_limit:,} pixels are allowed"
        )
    needed = BYTES_PER_PIXEL * width * height
    if format == "JPEG" and (scans := most_scans(data)) > 1:
        needed += _coefficient_bytes(image, scans)
    size = (height, width) if _orientation(image, format) >= 5 else image.size
    return Header(format, size, needed)


def _coefficient_bytes(image: Image.Image, scans: int) -> int:
    """What a JPEG of several scans keeps until the last one.

    Each scan costs a walk over all of it, though it be a few bytes long.
    """
    if scans > MOST_SCANS:
        raise AssetLimitError(f"is a JPEG of {scans:,} scans; at most {MOST_SCANS} are allowed")
    needed = 2 * len(image.getbands()) * image.width * image.height
    if needed > MOST_COEFFICIENTS:
        raise AssetLimitError("is a progressive JPEG that takes too much memory to decode")
    return needed


def decode(data: bytes, header: Header, at_least: tuple[int, int] | None = None) -> Image.Image:
    """The pixels; a JPEG may come smaller, but not below ``at_least`` (upright).

    Raises AssetError for a picture that ends too early or can't be decoded.
    """
    image = _opened(data, header.format)
    orientation = _orientation(image, header.format)
    if at_least is not None and header.format == "JPEG":
        wanted = at_least if orientation < 5 else (at_least[1], at_least[0])
        image.draft(None, wanted)
    assert isinstance(image, ImageFile.ImageFile)
    image.decodermaxblock = len(data)  # at once: where it stops, a row of blocks is done again
    profile = image.info.get("icc_profile")
    try:
        image.load()
    except MemoryError:  # not its fault: whoever bounds memory has to know
        raise
    except Exception:  # whatever the decoders raise at broken bytes
        raise AssetError(DAMAGED) from None
    image = to_srgb(_eight_bit(image), profile)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")  # opaque pictures are painted faster
    if orientation > 1:
        image = _upright(image, orientation)
    return image


def _opened(data: bytes, format: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            import_module(PLUGINS[format])
            read, _ = Image.OPEN[format]
            return read(io.BytesIO(data), "")
    except Image.DecompressionBombError:
        raise AssetLimitError("has more pixels than are allowed") from None
    except Exception:  # whatever the decoders raise at broken bytes
        raise AssetError(DAMAGED) from None


def _orientation(image: Image.Image, format: str) -> int:
    if format not in TURNED_BY_EXIF or (format == "PNG" and "exif" not in image.info):
        return 1  # asking a PNG for what it didn't announce would decode it
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # a broken EXIF block is no reason to lose the picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation])


def _eight_bit(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK; sixteen bits keep their upper byte, key colours become alpha."""
    if image.mode.startswith("I"):
        return _upper_byte(image)
    if "transparency" in image.info or image.mode in {"LA", "La", "PA", "RGBa"}:
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in {"L", "RGB", "RGBA", "CMYK"} else image.convert("RGB")


def _upper_byte(image: Image.Image) -> Image.Image:
    if image.mode == "I":  # 32 bits in memory hold 16
        return Image.frombytes("L", image.size, image.tobytes("raw", "I;16L")[1::2])
    upper = slice(0, None, 2) if image.mode == "I;16B" else slice(1, None, 2)
    return Image.frombytes("L", image.size, image.tobytes()[upper])
