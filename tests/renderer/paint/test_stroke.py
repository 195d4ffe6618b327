"""Strokes and dashes as pictures, and that wide strokes have no holes."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from masks import assert_mask, mask_of

from renderer.paint.box import Box
from renderer.paint.outline import Contour, Outline, Point, ellipse, polygon, rectangle
from renderer.paint.stroke import MAX_DASHES, dash_outline, stroke_outline

CORNER = [(1.0, 4.0), (5.0, 4.0), (5.0, 1.0)]


def way(*points: Point) -> Outline:
    return Outline((Contour(points[0], tuple((p,) for p in points[1:]), closed=False),))


def lengths(dashes: Outline) -> list[float]:
    points = [list(contour.points()) for contour in dashes.contours]
    return [sum(map(math.dist, line, line[1:])) for line in points]


def test_a_stroke_lies_on_both_sides_of_its_way() -> None:
    assert_mask(
        stroke_outline(way((1, 2), (5, 2)), 2),
        """
        ......
        .####.
        .####.
        ......
        """,
    )


def test_square_caps_reach_half_a_width_beyond() -> None:
    assert_mask(
        stroke_outline(way((2, 2), (5, 2)), 2, cap="square"),
        """
        .......
        .#####.
        .#####.
        .......
        """,
    )


def test_round_caps_are_half_circles() -> None:
    assert_mask(
        stroke_outline(way((3, 3), (6, 3)), 4, cap="round"),
        """
        .........
        .-+###+-.
        .+#####+.
        .+#####+.
        .-+###+-.
        .........
        """,
    )


def test_a_miter_join_is_sharp() -> None:
    assert_mask(
        stroke_outline(way(*CORNER), 2, join="miter"),
        """
        .......
        ....##.
        ....##.
        .#####.
        .#####.
        """,
    )


def test_a_bevel_join_is_cut() -> None:
    assert_mask(
        stroke_outline(way(*CORNER), 2, join="bevel"),
        """
        .......
        ....##.
        ....##.
        .#####.
        .####+.
        """,
    )


def test_a_miter_much_longer_than_wide_is_cut() -> None:
    needle = way((0, 10), (50, 9), (0, 8))
    reach = max(x for x, _ in stroke_outline(needle, 2, join="miter").points())
    assert reach < 52


def test_a_closed_stroke_leaves_its_inside_free() -> None:
    assert_mask(
        stroke_outline(rectangle(Box(1, 1, 5, 4)), 2, join="miter"),
        """
        #######
        #######
        ##...##
        ##...##
        #######
        #######
        """,
    )


@pytest.mark.parametrize("width", [20, 33, 50, 64, 150])
def test_a_stroke_wider_than_its_shape_fills_it(width: float) -> None:
    box = Box(40, 40, 20, 30)
    for outline in (rectangle(box), ellipse(box)):
        mask = mask_of(stroke_outline(outline, width, join="miter"), 100, 110)
        assert mask.crop((41, 41, 59, 69)).getextrema()[0] == 255


@given(
    st.lists(
        st.tuples(st.integers(20, 44), st.integers(20, 44)), min_size=3, max_size=6, unique=True
    ),
    st.floats(1, 30),
    st.sampled_from(["round", "miter", "bevel"]),
)  # fmt: skip
def test_every_stroke_covers_what_is_near_its_pieces(
    points: list[tuple[int, int]], width: float, join: str
) -> None:
    mask = mask_of(stroke_outline(polygon(points), width, join=join), 64, 64)  # type: ignore[arg-type]
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        length = math.hypot(x1 - x0, y1 - y0)
        nx, ny = (y1 - y0) / length, (x0 - x1) / length
        for along in (0.25, 0.5, 0.75):
            for across in (-0.9, -0.5, 0.0, 0.5, 0.9):
                off = across * max(0.0, width / 2 - 1)
                x, y = x0 + (x1 - x0) * along + nx * off, y0 + (y1 - y0) * along + ny * off
                pixel = int(x), int(y)
                centre_off = abs((pixel[0] + 0.5 - x0) * nx + (pixel[1] + 0.5 - y0) * ny)
                t = (pixel[0] + 0.5 - x0) * -ny + (pixel[1] + 0.5 - y0) * nx
                if centre_off <= width / 2 - 0.75 and 0.75 <= t <= length - 0.75:
                    assert mask.getpixel(pixel) >= 250


@given(st.floats(1, 200), st.floats(0.5, 100))
def test_a_round_stroke_of_a_circle_is_a_ring(radius: float, width: float) -> None:
    box = Box(-radius, -radius, 2 * radius, 2 * radius)
    edge = [abs(complex(*p)) for p in stroke_outline(ellipse(box), width).points()]
    assert max(edge) == pytest.approx(radius + width / 2, rel=0.002, abs=0.15)
    if radius > width / 2:
        assert min(edge) == pytest.approx(radius - width / 2, rel=0.01, abs=0.15)


@pytest.mark.parametrize("width", [0, -1])
def test_without_width_there_is_nothing(width: float) -> None:
    assert stroke_outline(rectangle(Box(0, 0, 4, 4)), width) == Outline(())


def test_a_way_without_length_leaves_no_mark() -> None:
    assert stroke_outline(way((3, 3), (3, 3)), 2) == Outline(())


def test_dashes_and_gaps_take_turns() -> None:
    dashes = dash_outline(way((0, 0), (10, 0)), [3, 1])
    assert [(c.start, c.segments[-1][-1]) for c in dashes.contours] == [
        ((0, 0), (3, 0)),
        ((4, 0), (7, 0)),
        ((8, 0), (10, 0)),
    ]


def test_a_dash_goes_round_a_corner() -> None:
    dashes = dash_outline(way((0, 0), (4, 0), (4, 9)), [6, 2])
    assert list(dashes.contours[0].points()) == [(0, 0), (4, 0), (4, 2)]


def test_a_pattern_of_odd_length_is_doubled() -> None:
    assert lengths(dash_outline(way((0, 0), (12, 0)), [1, 2, 3])) == [1, 3, 2]


def test_an_offset_begins_inside_the_pattern() -> None:
    assert lengths(dash_outline(way((0, 0), (10, 0)), [4, 2], offset=3)) == [1, 4, 1]
    assert lengths(dash_outline(way((0, 0), (10, 0)), [4, 2], offset=5)) == [4, 3]


def test_a_closed_contour_is_dashed_to_its_start() -> None:
    dashes = dash_outline(rectangle(Box(0, 0, 3, 2)), [4, 1])
    assert lengths(dashes) == [4, 4]
    assert list(dashes.contours[1].points()) == [(3, 2), (0, 2), (0, 1)]


@pytest.mark.parametrize("pattern", [[], [0, 0], [-1, -2]])
def test_a_pattern_without_length_leaves_the_outline_whole(pattern: list[float]) -> None:
    outline = rectangle(Box(0, 0, 3, 2))
    assert dash_outline(outline, pattern) is outline


def test_more_dashes_than_anyone_can_see_are_an_unbroken_line() -> None:
    outline = rectangle(Box(0, 0, MAX_DASHES, 1))
    assert dash_outline(outline, [0.01, 0.01]) is outline


@given(
    st.lists(st.floats(0, 20), min_size=1, max_size=5).filter(lambda p: sum(p) > 0.5),
    st.floats(0, 100),
)
def test_dashes_add_up_to_their_share_of_the_way(pattern: list[float], offset: float) -> None:
    doubled = pattern * (1 + len(pattern) % 2)
    period = sum(doubled)
    dashes = dash_outline(way((0, 0), (10 * period, 0)), pattern, offset)
    assert sum(lengths(dashes)) == pytest.approx(10 * sum(doubled[::2]), abs=1e-6 * period)


def test_a_very_wide_round_stroke_is_that_of_the_hull() -> None:
    """A letter far smaller than its line costs no more than a disc."""
    star = polygon([(0, 0), (9, 4), (18, 0), (14, 9), (18, 18), (9, 14), (0, 18), (4, 9)])
    stroked = stroke_outline(star, 1000)
    assert len(stroked.contours) == 1
    distances = [math.dist(point, (9, 9)) for point in stroked.points()]
    assert max(distances) == pytest.approx(500 + math.dist((0, 0), (9, 9)), abs=0.1)
    assert min(distances) > 500
