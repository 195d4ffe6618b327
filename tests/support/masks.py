"""Coverage typed in letters: ``.`` empty, ``-`` a quarter or so, ``+`` two thirds, ``#`` full."""

from __future__ import annotations

import textwrap

from PIL import Image

from renderer.paint.box import PixelBox
from renderer.paint.outline import Outline
from renderer.paint.raster import fill
from renderer.paint.transform import IDENTITY, Affine

LETTERS = ((32, "."), (112, "-"), (224, "+"), (256, "#"))


def mask_of(outline: Outline, width: int, height: int, matrix: Affine = IDENTITY) -> Image.Image:
    """The outline's coverage over the pixels (0, 0) to (width, height), mode L."""
    image = Image.new("L", (width, height))
    coverage = fill(outline, matrix, PixelBox(0, 0, width, height))
    if coverage:
        image.paste(coverage.image, (coverage.left, coverage.top))
    return image


def assert_mask(outline: Outline, picture: str, matrix: Affine = IDENTITY) -> None:
    """The outline fills the picture's letters; fails with the picture it makes."""
    expected = textwrap.dedent(picture).strip("\n").split("\n")
    image = mask_of(outline, len(expected[0]), len(expected), matrix)
    rows = _rows(image)
    assert rows == expected, "\n".join(["the mask is", *rows])


def _rows(image: Image.Image) -> list[str]:
    pixels = image.tobytes()
    letters = [next(letter for below, letter in LETTERS if level < below) for level in pixels]
    width = image.width
    return ["".join(letters[at : at + width]) for at in range(0, len(letters), width)]
