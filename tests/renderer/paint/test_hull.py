"""The hull that a very wide line sees, and when it will do."""

from __future__ import annotations

import pytest

from renderer.paint.hull import hull_seen_from
from renderer.paint.outline import Point

SQUARE: list[Point] = [(0, 0), (8, 0), (8, 8), (0, 8)]
WITH_A_BAY: list[Point] = [(0, 0), (3, 0), (4, 5), (5, 0), (8, 0), (8, 8), (0, 8)]


def turning(points: list[Point]) -> float:
    """Positive for a walk that is clockwise as seen."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)


@pytest.mark.parametrize("points", [SQUARE, SQUARE[::-1]])
def test_a_hull_runs_clockwise(points: list[Point]) -> None:
    hull = hull_seen_from(points, 20, 0.1)
    assert hull is not None
    assert set(hull) == set(SQUARE)
    assert turning(hull) > 0


def test_a_bay_that_wide_discs_close_is_passed_over() -> None:
    hull = hull_seen_from(WITH_A_BAY, 100, 0.1)
    assert hull is not None
    assert (4, 5) not in hull


def test_a_bay_that_shows_is_not() -> None:
    assert hull_seen_from(WITH_A_BAY, 12, 0.01) is None


def test_a_line_too_narrow_to_fill_what_it_surrounds_has_no_hull() -> None:
    assert hull_seen_from(SQUARE, 11, 0.1) is None


@pytest.mark.parametrize("points", [[(1.0, 1.0), (2.0, 2.0)], [(0.0, 0.0)] * 3])
def test_what_has_no_area_has_none(points: list[Point]) -> None:
    assert hull_seen_from(points, 20, 0.1) is None
