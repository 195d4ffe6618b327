"""Colour filters against their formulas, and the blur against its kernel."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from renderer.paint.filters import FILTERS, filtered, made_filter, stack_blur

Rgb = tuple[float, float, float]
COLOURS = [(r, g, b) for r in (0, 51, 128, 255) for g in (0, 60, 255) for b in (3, 127, 200)]


def under(image: Image.Image, *steps: tuple[str, float]) -> Image.Image:
    made = [made_filter(name, v) for name, v in steps]
    return filtered(image, [step for step in made if step])


def applied(name: str, v: float, colour: tuple[int, int, int]) -> tuple[int, ...]:
    pixel = under(Image.new("RGB", (1, 1), colour), (name, v)).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return pixel


def clamped(*values: float) -> tuple[int, ...]:
    return tuple(min(255, max(0, round(value))) for value in values)


def shadows(v: float, r: float, g: float, b: float) -> Rgb:
    m = (r + g + b) / 3
    k = 1 + 2 * v * (1 - m / 128) if m < 128 else 1
    return r * k, g * k, b * k


FORMULAS: dict[str, Callable[[float, float, float, float], Rgb]] = {
    "brightness": lambda v, r, g, b: (r + 255 * v, g + 255 * v, b + 255 * v),
    "grayscale": lambda v, r, g, b: (r * 0.34 + g * 0.5 + b * 0.16,) * 3,
    "warm": lambda v, r, g, b: (r + 30 * v, g + 15 * v, b),
    "cold": lambda v, r, g, b: (r - 15 * v, g - 10 * v, b + 15 * v),
    "temperature": lambda v, r, g, b: (r + 15 * v, g, b - 15 * v),
    "shadows": shadows,
}


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("v", [0.25, 1.0])
def test_a_filter_follows_its_formula(name: str, v: float) -> None:
    for colour in COLOURS:
        expected = clamped(*FORMULAS[name](v, *colour))
        found = applied(name, v, colour)
        assert all(abs(a - b) <= 2 for a, b in zip(found, expected, strict=True)), (colour, found)


@given(
    st.sampled_from(sorted(FILTERS)),
    st.floats(-1, 1),
    st.tuples(*[st.integers(0, 255)] * 3),
)
def test_a_filter_keeps_the_alpha(name: str, v: float, colour: tuple[int, int, int]) -> None:
    image = Image.new("RGBA", (1, 1), (*colour, 77))
    pixel = under(image, (name, v)).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 77


@pytest.mark.parametrize("name", ["warm", "cold", "natural"])
def test_some_filters_do_nothing_below_zero(name: str) -> None:
    assert applied(name, -1, (10, 120, 230)) == (10, 120, 230)


def test_no_filter_changes_nothing() -> None:
    image = Image.new("RGBA", (1, 1))
    assert filtered(image, ()) is image


def test_filters_work_one_on_the_result_of_the_other() -> None:
    image = Image.new("RGB", (1, 1), (200, 0, 0))
    brighter_first = under(image, ("brightness", 1.0), ("grayscale", 1.0))
    grey_first = under(image, ("grayscale", 1.0), ("brightness", -0.5))
    assert brighter_first.getpixel((0, 0)) == (255, 255, 255)
    assert grey_first.getpixel((0, 0)) == (0, 0, 0)


def test_the_blur_of_a_point_is_a_triangle() -> None:
    point = Image.new("L", (9, 1))
    point.putpixel((4, 0), 255)
    values = list(stack_blur(point, 2).tobytes())
    expected = [255 * max(0, 3 - abs(i - 4)) / 9 for i in range(9)]
    assert all(abs(a - b) <= 1 for a, b in zip(values, expected, strict=True))


def test_the_blur_repeats_the_edge() -> None:
    flat = Image.new("RGB", (5, 5), (10, 20, 30))
    assert stack_blur(flat, 4).getcolors() == [(25, (10, 20, 30))]


def test_no_radius_is_no_blur() -> None:
    image = Image.new("L", (2, 2))
    assert stack_blur(image, 0) is image
