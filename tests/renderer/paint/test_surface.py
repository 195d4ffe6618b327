"""A mask painted in one colour is what a patch of that colour and alpha would be."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageChops

from renderer.paint.colour import Colour
from renderer.paint.raster import Coverage
from renderer.paint.surface import Recording, Stamp, Surface
from renderer.paint.transform import IDENTITY

INK = (200, 30, 7)


def noise(mode: str, seed: int = 1) -> Image.Image:
    return Image.frombytes(mode, (40, 30), random.Random(seed).randbytes(1200 * len(mode)))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("blend", [None, "multiply"])
def test_a_mask_in_an_ink_is_laid_as_a_patch_is(mode: str, blend: str | None) -> None:
    mask = noise("L").crop((0, 0, 20, 10))
    patch = Image.new("RGBA", mask.size, (*INK, 0))
    patch.putalpha(mask)
    first, second = noise(mode), noise(mode)
    Stamp(mask, 5, 6, blend, INK).lay(first)
    Stamp(patch, 5, 6, blend).lay(second)
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("level", [1, 77, 128, 254])
def test_a_translucent_colour_covers_by_the_product(level: int) -> None:
    mask = noise("L")
    recording = Recording(Surface(40, 30, Colour(0, 0, 0)).area)
    recording.paint(Coverage(mask, 0, 0), Colour(*INK, level / 255), IDENTITY)
    (stamp,) = recording.stamps
    product = ImageChops.multiply(mask, Image.new("L", mask.size, level))
    assert (stamp.ink, stamp.patch.tobytes()) == (INK, product.tobytes())
