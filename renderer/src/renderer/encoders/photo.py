"""JPEG, WebP and AVIF through Pillow: defaults for ads, where thin coloured letters matter."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from renderer.encoders.options import Optimize, check_dpi, check_optimize, check_quality
from renderer.encoders.srgb import srgb_profile
from renderer.errors import OutputError

JPEG_SIDE = 65_535
WEBP_SIDE = 16_383
AVIF_SIDE = 65_536
FULL_COLOUR = "4:4:4"  # every pixel has its own: letters keep their edges
LOSSLESS_WEBP = {"speed": {"quality": 0, "method": 0}, "size": {"quality": 100, "method": 6}}


def jpeg(
    image: Image.Image,
    *,
    quality: int = 90,
    optimize: Optimize = "speed",
    dpi: float | None = None,
) -> bytes:
    """On white where the picture is translucent. "size" is progressive: 5 % less, 4 x the time."""
    check_quality(quality)
    check_optimize(optimize)
    check_dpi(dpi)
    options: dict[str, Any] = {"quality": quality, "subsampling": FULL_COLOUR}
    if optimize == "size":
        options |= {"optimize": True, "progressive": True}
    if dpi is not None:
        options["dpi"] = (dpi, dpi)
    return _saved(on_white(image), "JPEG", JPEG_SIDE, icc_profile=srgb_profile(), **options)


def webp(
    image: Image.Image,
    *,
    quality: int = 90,
    lossless: bool = False,
    optimize: Optimize = "speed",
) -> bytes:
    """Transparency is kept. ``lossless`` keeps every pixel, whatever the ``quality``."""
    check_quality(quality)
    check_optimize(optimize)
    if lossless:
        options = {"lossless": True, "exact": True, **LOSSLESS_WEBP[optimize]}
    else:
        options = {"quality": quality, "method": 4 if optimize == "speed" else 6}
    return _saved(
        _with_alpha_if_any(image), "WEBP", WEBP_SIDE, icc_profile=srgb_profile(), **options
    )


def avif(image: Image.Image, *, quality: int = 80, optimize: Optimize = "speed") -> bytes:
    """Transparency is kept. AVIF says that it is sRGB in a few bytes: it needs no profile.

    One thread: how many there are would change the bytes from machine to machine.
    """
    check_quality(quality)
    check_optimize(optimize)
    speed = 8 if optimize == "speed" else 6
    return _saved(
        _with_alpha_if_any(image),
        "AVIF",
        AVIF_SIDE,
        quality=quality,
        subsampling=FULL_COLOUR,
        speed=speed,
        max_threads=1,
    )


def on_white(image: Image.Image) -> Image.Image:
    """RGB; what lets light through lies on white paper."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    page = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(page, image.convert("RGBA")).convert("RGB")


def _with_alpha_if_any(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _saved(image: Image.Image, name: str, side: int, **options: Any) -> bytes:
    if max(image.size) > side:
        raise OutputError(
            f"picture is {image.width} x {image.height} pixels; "
            f"{name} holds at most {side:,} on a side"
        )
    file = io.BytesIO()
    try:
        image.save(file, name, **options)
    except (KeyError, OSError) as error:  # a Pillow built without the format
        raise OutputError(f"{name} can't be written here ({error})") from error
    return file.getvalue()
