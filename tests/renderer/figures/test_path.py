"""The little path language."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.figures.path import read_path
from renderer.paint.flatten import flatten
from renderer.paint.outline import Contour, Point


def contour(text: str) -> Contour:
    (only,) = read_path(text).contours
    return only


def turned_area(points: list[Point]) -> float:
    """Positive for a contour that runs clockwise on the page."""
    return sum(
        a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True)
    )


def test_lines_may_keep_one_coordinate() -> None:
    assert contour("M 1 2 H 5 V 7 L 0 9 Z") == Contour((1, 2), (((5, 2),), ((5, 7),), ((0, 9),)))


def test_curves_keep_their_control_points() -> None:
    assert contour("M 0 0 Q 1 2 3 4 C 5 6 7 8 9 10 Z").segments == (
        ((1, 2), (3, 4)),
        ((5, 6), (7, 8), (9, 10)),
    )


def test_each_z_ends_a_contour() -> None:
    outline = read_path("M 0 0 H 4 V 4 Z M 1 1 V 2 H 2 Z")
    assert [c.start for c in outline.contours] == [(0, 0), (1, 1)]


@given(
    st.floats(0.1, 6.2),
    st.floats(0.05, 3.0) | st.floats(3.3, 6.2),
    st.floats(1, 100),
    st.floats(1, 100),
    st.booleans(),
)
def test_an_arc_stays_on_its_ellipse(
    first: float, turn: float, rx: float, ry: float, clockwise: bool
) -> None:
    last = first + (turn if clockwise else -turn)
    start, end = ((rx * math.cos(a), ry * math.sin(a)) for a in (first, last))
    large, sweep = int(turn > math.pi), int(clockwise)
    text = f"M {start[0]} {start[1]} A {rx} {ry} {large} {sweep} {end[0]} {end[1]} Z"
    points = flatten(contour(text), 0.01)
    assert all(math.hypot(x / rx, y / ry) == pytest.approx(1, abs=0.002) for x, y in points)
    segment = turn - math.sin(turn)  # of the unit circle, twice its area
    area = turned_area(points) / (rx * ry) * (1 if clockwise else -1)
    assert area == pytest.approx(segment, abs=0.1)


def test_radii_too_small_to_reach_grow_to_a_half_turn() -> None:
    assert contour("M 0 0 A 1 1 0 1 8 0 Z") == contour("M 0 0 A 4 4 0 1 8 0 Z")


@pytest.mark.parametrize("text", ["M 0 0 S 1 1 2 2 Z", "M 0 0 L 1 Z", "M 0 0 L 1"])
def test_malformed_data_fails_at_once(text: str) -> None:
    with pytest.raises((KeyError, ValueError, StopIteration, RuntimeError)):
        read_path(text)
