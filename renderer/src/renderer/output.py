"""Turn a finished picture into the bytes of a file, in a format that a plugin registered."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Mapping

from PIL import Image

from renderer.errors import OutputError
from renderer.hookspecs import OutputFormat, hookimpl
from renderer.plugins import load_plugins
from renderer.png import png

QUALITY = 90
JPEG_SIDE = 65_535
WEBP_SIDE = 16_383


def encode(image: Image.Image, format: str = "png") -> bytes:
    """A file's bytes; raises OutputError for an unknown format or one that can't hold the image.

    Built in are ``png`` (lossless), ``jpeg`` (on white where the picture is translucent) and
    ``webp``; the same picture always gives the same bytes.
    """
    return output_format(format).encode(image)


def output_format(name: str) -> OutputFormat:
    """The format of a name in any case; raises OutputError that names the known ones."""
    known = _formats()
    if name.lower() not in known:
        raise OutputError(f"format is {name!r}; one of {', '.join(sorted(known))} is expected")
    return known[name.lower()]


def format_of_suffix(suffix: str) -> OutputFormat | None:
    """The format that files of a suffix (".jpg") are in."""
    return next((one for one in _formats().values() if suffix.lower() in one.suffixes), None)


@functools.cache
def _formats() -> Mapping[str, OutputFormat]:
    return load_plugins().output_formats


def jpeg(image: Image.Image) -> bytes:
    """Full colour resolution: thin coloured letters keep their edges."""
    return _saved(_on_white(image), "JPEG", JPEG_SIDE, quality=QUALITY, subsampling=0)


def webp(image: Image.Image) -> bytes:
    picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return _saved(picture, "WEBP", WEBP_SIDE, quality=QUALITY)


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    page = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(page, image.convert("RGBA")).convert("RGB")


def _saved(image: Image.Image, name: str, side: int, **options: int) -> bytes:
    if max(image.size) > side:
        raise OutputError(
            f"picture is {image.width} x {image.height} pixels; "
            f"{name} holds at most {side:,} on a side"
        )
    file = io.BytesIO()
    image.save(file, name, **options)
    return file.getvalue()


@hookimpl
def register_output_formats(register: Callable[[OutputFormat], None]) -> None:
    register(OutputFormat("png", png, (".png",)))
    register(OutputFormat("jpeg", jpeg, (".jpg", ".jpeg")))
    register(OutputFormat("webp", webp, (".webp",)))
