"""Curves as straight lines."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.paint.box import Box
from renderer.paint.flatten import MAX_STEPS, flatten
from renderer.paint.outline import Contour, ellipse, polygon

CENTRE = complex(100, 100)


def circle(radius: float) -> Contour:
    return ellipse(Box(100 - radius, 100 - radius, 2 * radius, 2 * radius)).contours[0]


def test_straight_contours_keep_their_corners() -> None:
    corners = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0)]
    assert flatten(polygon(corners).contours[0]) == corners


def test_repeated_points_are_left_out() -> None:
    contour = Contour((0, 0), (((0, 0),), ((4, 0),), ((4, 0),), ((4, 4),), ((0, 0),)))
    assert flatten(contour) == [(0, 0), (4, 0), (4, 4)]


@given(st.floats(1, 2000), st.sampled_from([0.5, 0.1, 0.02]))
def test_lines_stay_within_the_tolerance(radius: float, tolerance: float) -> None:
    points = [complex(*p) for p in flatten(circle(radius), tolerance)]
    for one, other in zip(points, points[1:] + points[:1], strict=True):
        sagitta = radius - abs((one + other) / 2 - CENTRE)
        assert sagitta <= tolerance + 0.001 * radius  # the cubic itself is off by 0.03 %


def test_what_runs_far_beside_a_curve_needs_more_lines() -> None:
    assert len(flatten(circle(5), reach=50)) > 2 * len(flatten(circle(5)))


def test_beside_a_curve_the_first_line_has_the_curves_direction() -> None:
    (x0, y0), (x1, y1) = flatten(circle(50), reach=20)[:2]
    assert math.degrees(math.atan2(x1 - x0, y1 - y0)) == pytest.approx(0, abs=0.5)


def test_the_number_of_lines_is_bounded() -> None:
    assert len(flatten(circle(1e12))) <= 4 * MAX_STEPS
