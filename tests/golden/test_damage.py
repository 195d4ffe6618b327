"""The comparison sees what a person would, and not what only a computer would."""

from __future__ import annotations

import pytest
from damage import is_damaged, local_damage
from golden_report import difference
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from renderer.fonts.bundled import bundled_font_folder

ROBOTO = str(bundled_font_folder() / "roboto" / "Roboto-Regular.ttf")


def page(text: str, x: float = 20, fill: str = "#222", size: int = 18) -> Image.Image:
    image = Image.new("RGB", (1080, 1080), "white")
    draw = ImageDraw.Draw(image)
    draw.text((x, 500), text, fill, ImageFont.truetype(ROBOTO, size))
    return image


def test_the_same_picture_is_not_damaged() -> None:
    assert local_damage(page("Only 9,99"), page("Only 9,99")) == 0


def test_a_missing_comma_is_damage() -> None:
    assert is_damaged(page("Only 999"), page("Only 9,99"))


@pytest.mark.parametrize("size", [9, 12, 18])
def test_a_missing_full_stop_is_damage(size: int) -> None:
    assert is_damaged(page("Only today", size=size), page("Only today.", size=size))


def test_a_letter_moved_by_a_pixel_is_damage() -> None:
    assert is_damaged(page("l", x=21), page("l", x=20))


def test_a_slightly_other_colour_of_a_letter_is_no_damage() -> None:
    assert not is_damaged(page("Only 9,99", fill="#282828"), page("Only 9,99", fill="#222222"))


def test_faint_differences_along_edges_are_no_damage() -> None:
    picture = page("Only 9,99", size=120)
    soft = Image.blend(picture, picture.filter(ImageFilter.GaussianBlur(0.6)), 0.08)
    assert difference(soft, picture).getextrema() != (0, 0)
    assert not is_damaged(soft, picture)


def test_another_size_is_damage() -> None:
    assert is_damaged(Image.new("RGB", (10, 11)), Image.new("RGB", (10, 10)))


def test_a_hole_in_the_alpha_is_damage() -> None:
    whole = Image.new("RGBA", (40, 40), "red")
    holed = whole.copy()
    holed.paste((255, 0, 0, 0), (10, 10, 13, 13))
    assert is_damaged(holed, whole)


def test_colour_under_full_transparency_is_no_damage() -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    assert not is_damaged(clear, Image.new("RGBA", (40, 40), (0, 0, 255, 0)))
