"""The box behind lines is their union, grown, with all corners rounded."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from masks import assert_mask

from renderer.paint.box import Box
from renderer.paint.outline import Outline
from renderer.text.background import background_outline

WIDE, NARROW = Box(2, 2, 10, 4), Box(4, 6, 6, 4)


def extent(outline: Outline) -> tuple[float, float, float, float]:
    xs, ys = zip(*outline.points(), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def test_one_line_is_its_box() -> None:
    assert_mask(
        background_outline([Box(1, 1, 5, 2)], pad=0, radius=0),
        """
        .......
        .#####.
        .#####.
        .......
        """,
    )


def test_padding_grows_the_box_on_all_sides() -> None:
    assert_mask(
        background_outline([Box(2, 2, 3, 1)], pad=1, radius=0),
        """
        .......
        .#####.
        .#####.
        .#####.
        .......
        """,
    )


def test_corners_are_rounded() -> None:
    assert_mask(
        background_outline([Box(1, 1, 6, 4)], pad=0, radius=2),
        """
        ........
        .-####-.
        .######.
        .######.
        .-####-.
        ........
        """,
    )


def test_a_radius_is_half_the_shorter_side_at_most() -> None:
    outline = background_outline([Box(0, 0, 8, 4)], pad=0, radius=99)
    assert extent(outline) == (0, 0, 8, 4)


def test_lines_of_different_width_make_one_outline() -> None:
    outline = background_outline([WIDE, NARROW], pad=0, radius=0)
    assert len(outline.contours) == 1
    assert_mask(
        outline,
        """
        ..............
        ..............
        ..##########..
        ..##########..
        ..##########..
        ..##########..
        ....######....
        ....######....
        ....######....
        ....######....
        ..............
        """,
    )


def test_where_padded_lines_overlap_the_wider_wins() -> None:
    assert_mask(
        background_outline([WIDE, NARROW], pad=1, radius=0),
        """
        ..............
        .############.
        .############.
        .############.
        .############.
        .############.
        .############.
        ...########...
        ...########...
        ...########...
        ...########...
        ..............
        """,
    )


def test_inner_corners_are_rounded_outwards() -> None:
    assert_mask(
        background_outline([Box(0, 0, 12, 6), Box(0, 6, 6, 6)], pad=0, radius=2),
        """
        -##########-
        ############
        ############
        ############
        ############
        ###########-
        ######+.....
        ######......
        ######......
        ######......
        ######......
        -####-......
        """,
    )


def test_a_step_smaller_than_the_corners_has_smaller_corners() -> None:
    outline = background_outline([Box(0, 0, 20, 10), Box(0, 10, 21, 10)], pad=0, radius=5)
    assert extent(outline) == (0, 0, 21, 20)


@pytest.mark.parametrize("boxes", [[Box(0, 0, 0, 0)], [Box(3, 3, 0, 0), Box(3, 3, 0, 0)]])
def test_boxes_without_area_have_no_outline_to_fill(boxes: list[Box]) -> None:
    assert_mask(background_outline(boxes, pad=0, radius=1), "....\n....")


def test_equal_lines_are_one_rectangle() -> None:
    outline = background_outline([Box(0, 0, 4, 2), Box(0, 2, 4, 2)], pad=0, radius=0)
    corners = set(outline.points()) - {(2.0, 0.0)}  # the outline begins in the top's middle
    assert corners == {(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)}


def test_a_step_of_less_than_a_pixel_is_smoothed_away() -> None:
    nearly = background_outline([Box(0, 0, 4, 2), Box(-0.4, 2, 4.8, 2)], pad=0, radius=0)
    assert extent(nearly) == (0, 0, 4, 4)


def test_top_corners_are_at_most_a_quarter_of_the_top_edge() -> None:
    tower = background_outline([Box(8, 0, 8, 20), Box(0, 20, 24, 20)], pad=0, radius=100)
    first, second = tower.contours[0].segments[:2]
    assert first == ((14.0, 0),)  # from the middle at 12 to where the corner begins
    assert second[-1] == (16, 2.0)


def test_bottom_corners_are_at_most_half_of_the_bottom_edge() -> None:
    drop = background_outline([Box(0, 0, 24, 20), Box(8, 20, 8, 20)], pad=0, radius=100)
    assert (12.0, 40) in [segment[-1] for segment in drop.contours[0].segments]


LINES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 40), st.integers(1, 12)), min_size=1, max_size=12
)


@given(lines=LINES, pad=st.integers(0, 15))
def test_every_level_reaches_as_far_as_its_widest_line(
    lines: list[tuple[int, int, int]], pad: int
) -> None:
    tops = itertools.accumulate((height for _, _, height in lines), initial=0)
    boxes = [Box(x, y, w, h) for (x, w, h), y in zip(lines, tops, strict=False)]
    corners = list(background_outline(boxes, pad, 0).points())
    for box in (box.grown(pad) for box in boxes):
        for x, y in box.corners:
            assert min(a for a, _ in corners) <= x <= max(a for a, _ in corners)
            assert min(b for _, b in corners) <= y <= max(b for _, b in corners)
    edges = {x for box in boxes for x in (box.grown(pad).x, box.grown(pad).right)}
    assert {x for x, _ in corners[1:]} <= edges | {corners[0][0]}
