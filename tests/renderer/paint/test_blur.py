"""Blurring only what changes gives what blurring everything gives."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from renderer.paint import blur
from renderer.paint.blur import gaussian_blur

SIDE = 160
BOX = (20, 20, 139, 139)


def drawn(shape: str) -> Image.Image:
    image = Image.new("L", (SIDE, SIDE))
    draw = ImageDraw.Draw(image)
    match shape:
        case "rectangle":
            draw.rectangle(BOX, 255)
        case "round corners":
            draw.rounded_rectangle(BOX, 20, 255)
        case "ellipse":
            draw.ellipse(BOX, 255)
        case "hole":
            draw.rectangle(BOX, 255)
            draw.point((80, 80), 0)
        case "faint":
            draw.rectangle(BOX, 254)
        case "full":
            image.paste(255, (0, 0, SIDE, SIDE))
    return image


SHAPES = ["rectangle", "round corners", "ellipse", "hole", "faint", "full", "empty"]


@pytest.mark.parametrize("sigma", [0.5, 2.5, 4, 9, 40])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_frame_alone_is_blurred_as_the_whole_would_be(shape: str, sigma: float) -> None:
    image = drawn(shape)
    whole = image.filter(ImageFilter.GaussianBlur(sigma))
    assert ImageChops.difference(gaussian_blur(image, sigma), whole).getbbox() is None


@pytest.mark.parametrize(
    ("shape", "parts"), [("rectangle", 4), ("round corners", 4), ("hole", 1), ("empty", 1)]
)
def test_only_a_shape_with_a_covered_middle_is_blurred_in_bands(shape: str, parts: int) -> None:
    with patch.object(blur.Image.Image, "filter", autospec=True) as blurred:
        blurred.side_effect = lambda image, _: image.copy()
        gaussian_blur(drawn(shape), 2.5)
    assert blurred.call_count == parts


def test_without_sigma_nothing_is_blurred() -> None:
    image = drawn("ellipse")
    assert gaussian_blur(image, 0) is image
