"""Gradient texts, their geometry, and the pixels they make."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from renderer.paint.box import Box, PixelBox
from renderer.paint.colour import Colour, parse_colour
from renderer.paint.gradient import (
    GradientSpec,
    LinearGradient,
    paint_gradient,
    parse_gradient,
    ramp_levels,
)
from renderer.paint.transform import IDENTITY, Affine

RED, LIME, BLUE = Colour(255, 0, 0), Colour(0, 255, 0), Colour(0, 0, 255)
WIDE = Box(0, 0, 200, 100)


def spec(text: str) -> GradientSpec:
    found = parse_gradient(text)
    assert found is not None
    return found


def row(image: Image.Image, y: int = 0) -> list[tuple[int, ...]]:
    return [image.getpixel((x, y)) for x in range(image.width)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("direction", "degrees"),
    [
        ("", 0),
        ("0deg,", 0),
        ("-60deg,", 300),
        ("405.5deg,", 45.5),
        ("to top,", 0),
        ("to right,", 90),
        ("to bottom,", 180),
        ("to left,", 270),
        ("to top right,", 45),
        ("to right bottom,", 135),
        ("to bottom left,", 225),
        ("to left top,", 315),
    ],
)
def test_directions_are_degrees_and_corners_plain_diagonals(direction: str, degrees: float) -> None:
    assert spec(f"linear-gradient({direction} red, blue)").degrees == degrees


@pytest.mark.parametrize(
    ("stops", "positions"),
    [
        ("red, blue", [0, 1]),
        ("red, lime, blue", [0, 0.5, 1]),
        ("red, lime, white, blue", [0, 1 / 3, 2 / 3, 1]),
        ("red 20%, lime, blue 60%", [0.2, 0.4, 0.6]),
        ("red 30% 50%, blue", [0.3, 1]),
        ("red -20%, blue 120%", [-0.2, 1.2]),
    ],
)
def test_missing_positions_are_spread_between_their_neighbours(
    stops: str, positions: list[float]
) -> None:
    found = [position for position, _ in spec(f"linear-gradient({stops})").stops]
    assert found == pytest.approx(positions)


def test_stops_are_sorted_by_position() -> None:
    found = spec("linear-gradient(red 60%, lime 40%, blue)").stops
    assert [colour for _, colour in found] == [LIME, RED, BLUE]


def test_commas_in_colours_do_not_part_stops() -> None:
    text = "linear-gradient(90deg, rgba(255, 0, 0, .5) 0%, hsl(240, 100%, 50%) 100%)"
    assert spec(text).stops == ((0, Colour(255, 0, 0, 0.5)), (1, BLUE))


@pytest.mark.parametrize(
    "text",
    ["", "red", "linear-gradient()", "linear-gradient(red, nocolour)", "linear-gradient(red, blue",
     "radial-gradient(red, blue)", "linear-gradient(90deg)", "linear-gradient(.5turn, red, blue)"],
)  # fmt: skip
def test_what_describes_no_gradient_is_none(text: str) -> None:
    assert parse_gradient(text) is None


@given(st.text("linear-gradient(,)% .0123456789degtorhpbum#", max_size=80))
def test_no_text_fails(text: str) -> None:
    parse_gradient(text)
    parse_gradient(f"linear-gradient({text})")


@pytest.mark.parametrize(
    ("degrees", "start", "end"),
    [
        (0, (100, 100), (100, 0)),
        (180, (100, 0), (100, 100)),
        (90, (0, 50), (200, 50)),
        (270, (200, 50), (0, 50)),
    ],
)
def test_along_an_axis_the_line_runs_from_side_to_side(
    degrees: float, start: tuple[float, float], end: tuple[float, float]
) -> None:
    gradient = GradientSpec(degrees, ((0, RED), (1, BLUE)))
    for line in (gradient.across_side(WIDE), gradient.across_css(WIDE)):
        assert (*line.start, *line.end) == pytest.approx((*start, *end))


@given(st.floats(-720, 720))
def test_the_editors_line_is_as_long_as_the_side_it_runs_along(degrees: float) -> None:
    line = GradientSpec(degrees, ((0, RED), (1, BLUE))).across_side(WIDE)
    length = abs(complex(*line.end) - complex(*line.start))
    off_vertical = abs((degrees + 90) % 180 - 90)
    if abs(off_vertical - 45) > 1e-6:
        assert length == pytest.approx(100 if off_vertical < 45 else 200)


def test_the_css_line_gives_the_corners_the_end_colours() -> None:
    line = GradientSpec(45, ((0, RED), (1, BLUE))).across_css(WIDE)
    dx, dy = line.end[0] - line.start[0], line.end[1] - line.start[1]
    at_corner = (200 - line.start[0]) * dx + (0 - line.start[1]) * dy
    assert at_corner / (dx * dx + dy * dy) == pytest.approx(1)


def test_a_pixel_has_the_colour_of_its_centre() -> None:
    gradient = LinearGradient((0, 0), (4, 0), ((0, Colour(0, 0, 0)), (1, Colour(200, 80, 0))))
    image = paint_gradient(gradient, IDENTITY, PixelBox(0, 0, 4, 1))
    assert row(image) == [(25, 10, 0), (75, 30, 0), (125, 50, 0), (175, 70, 0)]


def test_beyond_its_ends_the_end_colours_go_on() -> None:
    gradient = LinearGradient((2, 0), (3, 0), ((0, RED), (1, BLUE)))
    image = paint_gradient(gradient, IDENTITY, PixelBox(0, 0, 5, 1))
    assert row(image) == [(255, 0, 0), (255, 0, 0), (128, 0, 128), (0, 0, 255), (0, 0, 255)]


def test_two_stops_at_one_place_make_an_edge() -> None:
    gradient = LinearGradient((0, 0), (4, 0), ((0, RED), (0.5, RED), (0.5, BLUE), (1, BLUE)))
    image = paint_gradient(gradient, IDENTITY, PixelBox(0, 0, 4, 1))
    assert row(image) == [(255, 0, 0)] * 2 + [(0, 0, 255)] * 2


def test_alpha_is_interpolated_straight() -> None:
    clear_red = Colour(255, 0, 0, 0.0)
    gradient = LinearGradient((0, 0), (2, 0), ((0, clear_red), (1, BLUE)))
    image = paint_gradient(gradient, IDENTITY, PixelBox(0, 0, 2, 1))
    assert row(image) == [(191, 0, 64, 64), (64, 0, 191, 191)]


def test_opaque_stops_make_an_opaque_picture() -> None:
    gradient = LinearGradient((0, 0), (2, 2), ((0, RED), (1, BLUE)))
    assert paint_gradient(gradient, IDENTITY, PixelBox(0, 0, 2, 2)).mode == "RGB"


def test_a_line_without_length_shows_the_last_colour() -> None:
    gradient = LinearGradient((1, 1), (1, 1), ((0, RED), (1, BLUE)))
    image = paint_gradient(gradient, IDENTITY, PixelBox(0, 0, 2, 2))
    assert row(image) == [(0, 0, 255)] * 2


@given(st.floats(0, 360), st.floats(0, 360), st.floats(0.2, 5))
def test_every_pixel_lies_within_two_levels_of_the_exact_ramp(
    degrees: float, turned: float, zoom: float
) -> None:
    gradient = GradientSpec(degrees, ((0.1, RED), (0.6, LIME), (1, BLUE))).across_side(WIDE)
    matrix = Affine.translation(17.3, -4.2) @ Affine.rotation(turned) @ Affine.scaling(zoom)
    area = PixelBox(-3, 2, 37, 24)
    image = paint_gradient(gradient, matrix, area)
    back = matrix.inverse()
    (x0, y0), (x1, y1) = gradient.start, gradient.end
    steepest = 255 / 0.4 / min(WIDE.width, WIDE.height) / zoom / 4  # levels per quarter pixel
    for x, y in ((0, 0), (39, 0), (20, 11), (0, 21), (39, 21)):
        px, py = back.apply(area.left + x + 0.5, area.top + y + 0.5)
        t = ((px - x0) * (x1 - x0) + (py - y0) * (y1 - y0)) / ((x1 - x0) ** 2 + (y1 - y0) ** 2)
        for channel, level in enumerate(image.getpixel((x, y))):  # type: ignore[arg-type]
            assert abs(level - exact(t, channel, gradient)) <= 1 + steepest


def exact(t: float, channel: int, gradient: LinearGradient) -> float:
    stops = gradient.stops
    if t <= stops[0][0]:
        return stops[0][1][channel]
    for (low, one), (high, other) in itertools.pairwise(stops):
        if t <= high:
            return one[channel] + (other[channel] - one[channel]) * (t - low) / (high - low)
    return stops[-1][1][channel]


def test_an_absurd_position_does_not_fail() -> None:
    text = f"linear-gradient(90deg, red {'9' * 400}%, blue)"
    line = spec(text).across_side(WIDE)
    assert paint_gradient(line, IDENTITY, PixelBox(0, 0, 3, 1)).size == (3, 1)


def test_a_line_far_longer_than_the_picture_shows_one_colour() -> None:
    endless = LinearGradient((0.0, 0.0), (1e200, 0.0), ((0.0, RED), (1.0, BLUE)))
    assert row(paint_gradient(endless, IDENTITY, PixelBox(0, 0, 3, 2))) == [RED.rgb] * 3


def test_a_single_stop_fills_everything() -> None:
    line = spec("linear-gradient(lime)").across_side(WIDE)
    assert row(paint_gradient(line, IDENTITY, PixelBox(0, 0, 2, 1))) == [(0, 255, 0)] * 2


def test_named_and_written_colours_make_one_gradient() -> None:
    assert parse_colour("lime") == LIME
    assert spec("linear-gradient(lime, blue)") == spec("linear-gradient(#0f0, #00f)")


@given(
    one=st.integers(0, 255),
    other=st.integers(0, 255),
    first=st.integers(0, 5000),
    count=st.integers(0, 5000),
    before=st.floats(0, 1),
)
def test_a_ramp_written_level_by_level_is_the_one_written_sample_by_sample(
    one: int, other: int, first: int, count: int, before: float
) -> None:
    assume(one != other)
    samples = range(first, first + count)
    rise = (other - one) / (count + 1)
    base = one + 0.5 - (first - before) * rise
    assert ramp_levels(base, rise, samples) == bytes([int(base + rise * i) for i in samples])
