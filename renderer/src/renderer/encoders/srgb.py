"""The profile that says "these numbers are sRGB" in formats without a shorter way to say it."""

from __future__ import annotations

import functools

DATE = slice(24, 36)  # of the profile's header: when it was made
DATE_OF_STANDARD = bytes.fromhex("07cf 000a 0012 0000 0000 0000")  # IEC 61966-2-1, 18 October 1999


@functools.cache
def srgb_profile() -> bytes:
    """An ICC profile of about 600 bytes, the same on every day."""
    from PIL import ImageCms  # loaded with the first file that carries a profile

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[DATE] = DATE_OF_STANDARD
    return bytes(profile)
