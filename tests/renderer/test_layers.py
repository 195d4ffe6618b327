"""What can be done with marks before they are painted."""

from __future__ import annotations

import pytest
from PIL import Image

from renderer import (
    Affine,
    Box,
    Colour,
    Glyph,
    GlyphRun,
    LinearGradient,
    Mark,
    Picture,
    Raster,
    Shape,
    Stencil,
    moved,
    rectangle,
)
from renderer.composite.layer import paint_mark
from renderer.fonts.bundled import bundled_font_folder
from renderer.fonts.face import open_answer
from renderer.fonts.file import FontFile
from renderer.fonts.request import FontAnswer
from renderer.paint.surface import Surface

WHITE, RED, BLUE = Colour(255, 255, 255), Colour(255, 0, 0), Colour(0, 0, 255)
FADE = LinearGradient((2, 0), (12, 0), ((0, RED), (1, BLUE)))


class Chequers:
    """A bitmap of two colours."""

    size = (2, 1)

    def reduced(self, width: int, height: int) -> Image.Image:
        image = Image.new("RGB", self.size, "lime")
        image.putpixel((1, 0), (0, 0, 0))
        return image.resize((width, height), Image.Resampling.NEAREST)

    def mirrored(self, across: bool, down: bool) -> Chequers:
        return self


def letter() -> GlyphRun:
    file = bundled_font_folder() / "roboto" / "Roboto-Regular.ttf"
    face = open_answer(FontAnswer(FontFile("roboto", file.read_bytes())))
    return GlyphRun(face, 16, (Glyph(50, 3, 15),), FADE)


def painted(mark: Mark, dx: float = 0, dy: float = 0) -> Image.Image:
    surface = Surface(40, 30, WHITE)
    paint_mark(surface, mark, Affine.translation(dx, dy), 1.0)
    return surface.image


@pytest.mark.parametrize(
    "mark",
    [
        Shape(rectangle(Box(2, 3, 10, 8)), FADE, clip=rectangle(Box(4, 3, 8, 6))),
        Picture(Chequers(), Box(0, 0, 2, 1), Box(2, 3, 10, 8), clip=rectangle(Box(4, 3, 8, 6))),
        Raster(Image.linear_gradient("L").resize((10, 8)).convert("RGBA"), x=2, y=3),
        Stencil(Image.linear_gradient("L").resize((10, 8)), FADE, x=2, y=3),
        letter(),
    ],
    ids=lambda mark: type(mark).__name__,
)
def test_a_moved_mark_looks_as_it_would_on_a_moved_page(mark: Mark) -> None:
    (elsewhere,) = moved([mark], 20, 10)
    assert painted(elsewhere).tobytes() == painted(mark, 20, 10).tobytes()
    assert painted(elsewhere).tobytes() != painted(mark).tobytes()
