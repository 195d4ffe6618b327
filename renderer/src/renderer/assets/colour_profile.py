"""Embedded ICC profiles: colours as the profile means them, in sRGB."""

from __future__ import annotations

import functools
import io
import struct
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsTransform

LARGEST = 4 * 1024**2  # bytes: profiles of printers have two millions
MOST_TAGS = 100

_MODES = {"RGB ": ("RGB", "RGBA"), "GRAY": ("L",), "CMYK": ("CMYK",)}
_PROBES = bytes(
    v for r in (0, 96, 255) for g in (0, 96, 255) for b in (0, 96, 255) for v in (r, g, b)
)


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """L, RGB, RGBA or CMYK pixels as RGB or RGBA in sRGB, relative colorimetric.

    A profile that can't be used, or is for other channels, is ignored as browsers do.
    """
    if profile:
        if image.mode == "L" and _colour_space(profile) == "RGB ":
            image = image.convert("RGB")
        transform = _transform(profile, image.mode)
        if transform is not None:
            return _applied(transform, image)
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


@functools.lru_cache(maxsize=64)
def _transform(profile: bytes, mode: str) -> ImageCmsTransform | None:
    """The transform to sRGB; None where there is none or it would change nothing."""
    from PIL import ImageCms  # loaded with the first profile

    if not _is_sound(profile) or mode not in _MODES.get(_colour_space(profile), ()):
        return None
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            mode,
            "RGBA" if mode == "RGBA" else "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        )
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if mode in {"RGB", "RGBA"} and _changes_nothing(transform, mode) else transform


def _changes_nothing(transform: ImageCmsTransform, mode: str) -> bool:
    """Whether the profile is sRGB in all but name: most are, and converting them costs much."""
    probes = Image.frombytes("RGB", (len(_PROBES) // 3, 1), _PROBES)
    after = _applied(transform, probes.convert(mode)).convert("RGB").tobytes()
    return all(abs(a - b) <= 1 for a, b in zip(_PROBES, after, strict=True))


def _applied(transform: ImageCmsTransform, image: Image.Image) -> Image.Image:
    from PIL import ImageCms

    converted = ImageCms.applyTransform(image, transform)
    assert converted is not None  # None only when working in place
    return converted


def _is_sound(profile: bytes) -> bool:
    """Whether its frame is: native code reads what the tags hold."""
    if not 132 <= len(profile) <= LARGEST or profile[36:40] != b"acsp":
        return False
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > MOST_TAGS or 132 + 12 * count > len(profile):
        return False
    places = (struct.unpack_from(">II", profile, 136 + 12 * i) for i in range(count))
    return all(start + length <= len(profile) for start, length in places)


def _colour_space(profile: bytes) -> str:
    return profile[16:20].decode("latin-1")
