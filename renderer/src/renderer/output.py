"""Turn a finished picture into the bytes of a file, in a format that a plugin registered."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from renderer.calls import calling
from renderer.encoders.pdf import pdf
from renderer.encoders.photo import avif, jpeg, webp
from renderer.encoders.png import png
from renderer.errors import OutputError
from renderer.hookspecs import OutputFormat, hookimpl
from renderer.plugins import Registry, load_plugins


def encode(image: Image.Image, format: str = "png", **options: Any) -> bytes:
    """A file's bytes, in sRGB and saying so; the same picture always gives the same bytes.

    | format | options and their defaults |
    |---|---|
    | ``png`` | ``optimize="speed"``, ``dpi`` |
    | ``jpeg`` | ``quality=90``, ``optimize="speed"``, ``dpi`` |
    | ``webp`` | ``quality=90``, ``lossless=False``, ``optimize="speed"`` |
    | ``avif`` | ``quality=80``, ``optimize="speed"`` |
    | ``pdf`` | ``quality=90``, ``lossless=False``, ``dpi=72`` |

    ``optimize="size"`` makes smaller files of the same pixels or quality, and takes its time.
    JPEG and PDF lay a translucent picture on white. Raises OutputError for an unknown format,
    option or value, and for a picture that the format can't hold.
    """
    registry = load_plugins()
    return encoder(output_format(format, registry), registry, **options)(image)


def encoder(
    format: OutputFormat, registry: Registry, /, **options: Any
) -> Callable[[Image.Image], bytes]:
    """The format's function with its options set; raises OutputError for one it doesn't have."""
    known = _options(format) if options else []
    for name in options:
        if name not in known:
            expected = f"one of {', '.join(known)} is expected" if known else "it has none"
            raise OutputError(f"{format.name} has no option {name!r}; {expected}")
    owner = registry.owners["register_output_formats", format.name]
    return functools.partial(_encoded, format, owner, options)


def _encoded(
    format: OutputFormat, owner: str, options: Mapping[str, Any], image: Image.Image
) -> bytes:
    if not isinstance(image, Image.Image):
        raise OutputError(f"the picture is {image!r:.60}; a Pillow image is expected")
    with calling(owner, f"encode as {format.name}"):
        data = format.encode(image, **options)
        if not isinstance(data, bytes):
            raise TypeError(f"gave {data!r:.60}; bytes are expected")
        return data


def output_format(name: str, registry: Registry) -> OutputFormat:
    """The format of a name in any case; raises OutputError that names the known ones."""
    known = registry.output_formats
    if not isinstance(name, str) or name.lower() not in known:
        raise OutputError(f"format is {name!r}; one of {', '.join(sorted(known))} is expected")
    return known[name.lower()]


def format_of_suffix(suffix: str, registry: Registry) -> OutputFormat | None:
    """The format that files of a suffix (".jpg") are in."""
    formats = registry.output_formats.values()
    return next((one for one in formats if suffix.lower() in one.suffixes), None)


def _options(format: OutputFormat) -> list[str]:
    parameters = inspect.signature(format.encode).parameters.values()
    return sorted(p.name for p in parameters if p.kind is p.KEYWORD_ONLY)


@hookimpl
def register_output_formats(register: Callable[[OutputFormat], None]) -> None:
    register(OutputFormat("png", png, (".png",)))
    register(OutputFormat("jpeg", jpeg, (".jpg", ".jpeg")))
    register(OutputFormat("webp", webp, (".webp",)))
    register(OutputFormat("avif", avif, (".avif",)))
    register(OutputFormat("pdf", pdf, (".pdf",)))
