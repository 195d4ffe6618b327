"""Outlines as pictures."""

from __future__ import annotations

import pytest
from masks import assert_mask

from renderer.paint.box import Box
from renderer.paint.outline import Contour, ellipse, polygon, rectangle, rounded_rectangle

WHOLE = Box(0, 0, 9, 5)


def test_a_rectangle_fills_its_pixels() -> None:
    assert_mask(
        rectangle(Box(1, 1, 3, 2)),
        """
        .....
        .###.
        .###.
        .....
        """,
    )


def test_edges_between_pixels_cover_them_in_part() -> None:
    assert_mask(
        rectangle(Box(0.75, 1, 3, 1.25)),
        """
        .....
        -##+.
        .---.
        """,
    )


def test_round_corners_are_quarter_circles() -> None:
    assert_mask(
        rounded_rectangle(WHOLE, radius=2),
        """
        -#######-
        #########
        #########
        #########
        -#######-
        """,
    )


def test_a_radius_ends_at_half_the_shorter_side() -> None:
    assert rounded_rectangle(WHOLE, radius=99) == rounded_rectangle(WHOLE, radius=2.5)


@pytest.mark.parametrize("radius", [0, -3])
def test_without_a_radius_corners_are_square(radius: float) -> None:
    assert rounded_rectangle(WHOLE, radius) == rectangle(WHOLE)


def test_an_ellipse_touches_its_box() -> None:
    assert_mask(
        ellipse(WHOLE),
        """
        .-+###+-.
        +#######+
        #########
        +#######+
        .-+###+-.
        """,
    )


def test_rectangles_begin_at_the_top_left_and_go_right() -> None:
    (contour,) = rectangle(WHOLE).contours
    assert (contour.start, contour.segments[0]) == ((0, 0), ((9, 0),))


def test_ellipses_begin_at_the_left_and_go_down() -> None:
    (contour,) = ellipse(WHOLE).contours
    assert contour.start == (0, 2.5)
    assert contour.segments[0][-1] == (4.5, 5)


def test_a_contour_reversed_is_the_same_way_back() -> None:
    contour = Contour((0, 0), (((4, 0),), ((5, 1), (4, 4)), ((3, 5), (1, 5), (0, 4))))
    back = contour.reversed()
    assert list(back.points()) == list(contour.points())[::-1]
    assert back.reversed() == contour


def test_a_reversed_contour_inside_another_is_a_hole() -> None:
    ring = rectangle(Box(0, 0, 5, 4)) + polygon([(1, 1), (1, 3), (4, 3), (4, 1)])
    assert_mask(
        ring,
        """
        #####
        #...#
        #...#
        #####
        """,
    )
