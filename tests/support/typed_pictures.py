"""Pictures typed in letters, so that a reader can check a test by eye."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from PIL import Image

Colour = int | tuple[int, ...]


def typed(picture: str, key: Mapping[str, Colour], mode: str = "RGB") -> Image.Image:
    """The image that letters draw, one pixel each."""
    rows = textwrap.dedent(picture).strip("\n").split("\n")
    image = Image.new(mode, (len(rows[0]), len(rows)))
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            image.putpixel((x, y), key[letter])
    return image


def assert_pictured(image: Image.Image, key: Mapping[str, Colour], picture: str) -> None:
    """Fails with the image in letters; a colour without one is a question mark."""
    letters = {colour: letter for letter, colour in key.items()}
    rows = [
        "".join(letters.get(image.getpixel((x, y)), "?") for x in range(image.width))  # type: ignore[call-overload]
        for y in range(image.height)
    ]
    assert rows == textwrap.dedent(picture).strip("\n").split("\n")
