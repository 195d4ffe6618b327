"""Blend modes give the colours that Chromium's canvas gives."""

from __future__ import annotations

import pytest
from PIL import Image

from renderer.paint.blend import BLEND_MODES, blended

Rgb = tuple[int, int, int]

PALE_BLUE, RED = (79, 211, 255), (255, 7, 44)
BLUE, VIOLET = (54, 100, 196), (164, 4, 228)
# mode, RED on PALE_BLUE, VIOLET on BLUE; as Chromium drew them
CASES: list[tuple[str, Rgb, Rgb]] = [
    ("multiply", (79, 6, 44), (35, 2, 175)),
    ("screen", (255, 212, 255), (183, 102, 249)),
    ("overlay", (158, 169, 255), (70, 4, 242)),
    ("darken", (79, 7, 44), (54, 4, 196)),
    ("lighten", (255, 211, 255), (164, 100, 228)),
    ("color-dodge", (255, 217, 255), (151, 102, 255)),
    ("color-burn", (79, 0, 255), (0, 0, 189)),
    ("hard-light", (255, 12, 88), (112, 4, 242)),
    ("soft-light", (142, 177, 255), (72, 41, 218)),
    ("difference", (176, 204, 211), (110, 96, 32)),
    ("exclusion", (176, 206, 211), (148, 100, 74)),
    ("hue", (255, 140, 157), (152, 51, 193)),
    ("saturation", (79, 211, 255), (29, 102, 253)),
    ("color", (255, 140, 157), (184, 24, 248)),
    ("luminosity", (0, 116, 155), (34, 80, 176)),
]


def mixed(source: Rgb | tuple[int, ...], backdrop: Rgb | tuple[int, ...], mode: str) -> Image.Image:
    modes = {3: "RGB", 4: "RGBA"}
    return blended(
        Image.new(modes[len(source)], (1, 1), source),
        Image.new(modes[len(backdrop)], (1, 1), backdrop),
        mode,
    )


@pytest.mark.parametrize(
    ("mode", "on_pale_blue", "on_blue"), CASES, ids=[case[0] for case in CASES]
)
def test_opaque_colours_are_mixed_as_in_a_browser(
    mode: str, on_pale_blue: Rgb, on_blue: Rgb
) -> None:
    assert mixed(RED, PALE_BLUE, mode).getpixel((0, 0)) == pytest.approx(on_pale_blue, abs=1)
    assert mixed(VIOLET, BLUE, mode).getpixel((0, 0)) == pytest.approx(on_blue, abs=1)


def test_every_mode_is_compared_with_a_browser() -> None:
    assert [mode for mode, *_ in CASES] == list(BLEND_MODES)


@pytest.mark.parametrize("mode", BLEND_MODES)
@pytest.mark.parametrize("backdrop", [(0, 0, 0), (255, 255, 255), (128, 128, 128)])
def test_greys_and_extremes_divide_by_nothing(mode: str, backdrop: Rgb) -> None:
    for source in ((0, 0, 0), (255, 255, 255), (128, 128, 128)):
        red, green, blue = mixed(source, backdrop, mode).getpixel((0, 0))
        assert red == green == blue


def test_alpha_stays_the_sources() -> None:
    assert mixed((255, 0, 44, 90), PALE_BLUE, "multiply").getpixel((0, 0)) == (79, 0, 44, 90)


def test_over_nothing_the_source_keeps_its_colour() -> None:
    assert mixed(RED, (0, 0, 0, 0), "multiply").getpixel((0, 0)) == RED


def test_over_half_of_a_backdrop_half_of_the_source_shows() -> None:
    found = mixed((200, 200, 200), (0, 0, 0, 128), "multiply").getpixel((0, 0))
    assert found == pytest.approx((100, 100, 100), abs=1)
