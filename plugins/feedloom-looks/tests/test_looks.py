"""Colours become inks, darkness becomes dots; settings that mean nothing are explained."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter

from feedloom_looks import Duotone, Halftone
from feedloom_looks.duotone import duotone
from feedloom_looks.halftone import halftone
from renderer import DesignError, Renderer

RAMP = Image.linear_gradient("L").convert("RGB")  # 256 x 256, black above, white below


def share_of_ink(image: Image.Image) -> float:
    """How much of a black and white picture is black, 0 to 1."""
    levels = image.convert("L").tobytes()
    return 1 - sum(levels) / (255 * len(levels))


def flat(level: int, size: tuple[int, int] = (120, 80)) -> Image.Image:
    return Image.new("RGB", size, (level, level, level))


def test_black_and_white_become_the_inks() -> None:
    look = duotone(RAMP, Duotone(dark="red", light="lime"))
    assert [look.getpixel((9, y)) for y in (0, 255)] == [(255, 0, 0), (0, 255, 0)]


@pytest.mark.parametrize(("intensity", "green"), [(0, 0), (0.5, 127), (1, 255), (7, 255), (-1, 0)])
def test_the_intensity_mixes_picture_and_look(intensity: float, green: int) -> None:
    look = duotone(flat(0), Duotone(dark="lime", intensity=intensity))
    assert look.getpixel((0, 0)) == (0, green, 0)


@pytest.mark.parametrize("level", [255, 220, 170, 128, 60, 20, 0])
def test_dots_print_as_much_ink_as_the_picture_is_dark(level: int) -> None:
    printed = halftone(flat(level), Halftone(dots=20))
    assert share_of_ink(printed) == pytest.approx(1 - level / 255, abs=0.06)


def test_black_is_printed_without_gaps() -> None:
    assert halftone(flat(0), Halftone(dots=20)).getextrema() == ((0, 0),) * 3


def test_a_picture_twice_as_large_has_the_same_dots() -> None:
    small = halftone(RAMP, Halftone(dots=16))
    large = halftone(RAMP.resize((512, 512)), Halftone(dots=16)).reduce(2)
    seen = [look.convert("L").filter(ImageFilter.BoxBlur(3)) for look in (small, large)]
    assert ImageChops.difference(*seen).getextrema()[1] < 60


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1)])
def test_odd_sizes_are_printed_too(size: tuple[int, int]) -> None:
    assert halftone(flat(60, size), Halftone()).size == size


def test_the_picture_given_is_not_changed() -> None:
    before = RAMP.tobytes()
    halftone(RAMP, Halftone())
    duotone(RAMP, Duotone())
    assert RAMP.tobytes() == before


@pytest.mark.parametrize(
    ("filters", "problem"),
    [
        ({"duotone": {"dark": "loud"}}, r"duotone\.dark is 'loud'; a colour is expected"),
        ({"duotone": {"light": 7}}, r"duotone\.light is 7; text is expected"),
        ({"halftone": {"ink": ""}}, r"halftone\.ink is ''; a colour is expected"),
        ({"halftone": {"dots": 0}}, r"halftone\.dots is 0; 1 to 200 are expected"),
        ({"halftone": {"dots": 10**6}}, r"halftone\.dots is 1000000; 1 to 200 are expected"),
    ],
)
def test_settings_that_mean_nothing_are_explained(filters: dict[str, Any], problem: str) -> None:
    element = {"type": "text", "text": "ad", "filters": filters}
    page = {"width": 20, "height": 20, "pages": [{"children": [element]}]}
    place = r"^pages\[0\]\.children\[0\]\.filters\."
    with pytest.raises(DesignError, match=place + problem):
        Renderer().render(page)
