"""Filling outlines: places, edges, clips, and outlines far larger than any picture."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from masks import assert_mask, mask_of
from PIL import Image, ImageChops

from renderer.paint.box import Box, PixelBox
from renderer.paint.colour import Colour
from renderer.paint.freetype import MAX_POINTS
from renderer.paint.outline import Outline, ellipse, polygon, rectangle
from renderer.paint.raster import Coverage, fill, union_if_disjoint
from renderer.paint.stroke import dash_outline, stroke_outline
from renderer.paint.surface import Surface
from renderer.paint.transform import IDENTITY, Affine

AREA = PixelBox(0, 0, 20, 10)


def covered(outline: Outline, area: PixelBox = AREA) -> Coverage:
    coverage = fill(outline, IDENTITY, area)
    assert coverage is not None
    return coverage


def test_only_the_touched_pixels_are_made() -> None:
    assert covered(rectangle(Box(3.5, 2, 4, 3))).area == PixelBox(3, 2, 8, 5)


def test_what_lies_outside_the_area_is_cut() -> None:
    assert covered(rectangle(Box(-5, 8, 10, 10))).area == PixelBox(0, 8, 5, 10)


def test_nothing_is_covered_beside_the_area() -> None:
    assert fill(rectangle(Box(30, 0, 5, 5)), IDENTITY, AREA) is None
    assert fill(Outline(()), IDENTITY, AREA) is None


def test_the_matrix_is_applied_first() -> None:
    assert_mask(
        rectangle(Box(0, 0, 2, 1)),
        """
        ....
        .##.
        .##.
        .##.
        .##.
        """,
        Affine.translation(3, 1) @ Affine.rotation(90) @ Affine.scaling(2),
    )


def test_overlaps_are_filled_once() -> None:
    both = rectangle(Box(0.5, 0, 2, 1)) + rectangle(Box(1.5, 0, 2, 1))
    assert list(mask_of(both, 4, 1).tobytes()) == pytest.approx([128, 255, 255, 128], abs=1)


def test_a_clip_multiplies_coverage() -> None:
    left, right = covered(rectangle(Box(0, 0, 2.5, 1))), covered(rectangle(Box(2.5, 0, 2, 1)))
    both = left.within(right)
    assert both is not None
    assert both.area == PixelBox(2, 0, 3, 1)
    assert both.image.getpixel((0, 0)) == pytest.approx(64, abs=1)


def test_coverages_apart_have_nothing_in_common() -> None:
    assert covered(rectangle(Box(0, 0, 2, 1))).within(covered(rectangle(Box(5, 0, 2, 1)))) is None


@given(st.floats(1e5, 1e12))
def test_an_outline_far_beyond_the_page_is_as_one_just_beyond(far: float) -> None:
    near = mask_of(rectangle(Box(4.5, -50, 3, 100)), 20, 10)
    assert mask_of(rectangle(Box(4.5, -far, 3, 2 * far)), 20, 10) == near


@pytest.mark.parametrize("count", [33_000, 70_000])
def test_an_outline_of_more_points_than_can_be_counted_is_drawn_all_the_same(count: int) -> None:
    def ring(count: int) -> Coverage:
        turns = (2 * math.pi * i / count for i in range(count))
        points = [(500 + 400 * math.cos(turn), 500 + 400 * math.sin(turn)) for turn in turns]
        return covered(polygon(points), PixelBox(0, 0, 1000, 1000))

    difference = ImageChops.difference(ring(count).image, ring(2000).image)
    assert difference.getextrema()[1] <= 4


def test_edges_too_dense_to_be_held_at_once_are_drawn_all_the_same() -> None:
    """Each half alone is light enough, so that their pictures are what the whole must be."""
    circle = ellipse(Box(0, 0, 1000, 1000))
    line = stroke_outline(dash_outline(circle, [1000, 1000], width=2000), 2000, join="miter")
    area = PixelBox(0, 0, 1000, 1000)
    whole = covered(line, area)
    for half in area.halves():
        part, expected = whole.cut(half), covered(line, half)
        assert part is not None
        assert part.image.tobytes() == expected.image.tobytes()


@pytest.mark.parametrize("far", [1e5, 1e9])
def test_a_huge_ellipse_around_the_page_fills_it(far: float) -> None:
    around = ellipse(Box(-far, -far, 2 * far, 2 * far))
    assert mask_of(around, 20, 10).getextrema() == (255, 255)


def test_a_huge_hole_stays_a_hole() -> None:
    far = 1e6
    outer = rectangle(Box(-2 * far, -2 * far, 4 * far, 4 * far))
    inner = rectangle(Box(5, -far, far, 2 * far)).reversed()
    assert_mask(outer + inner, "#####...")


def test_more_contours_than_freetype_can_count_are_all_drawn() -> None:
    count = MAX_POINTS // 4 + 100
    tiles = [rectangle(Box(i % 100, i // 100, 1, 1)).contours[0] for i in range(count)]
    mask = mask_of(Outline(tuple(tiles)), 100, count // 100)
    assert mask.getextrema() == (255, 255)


def test_the_way_round_makes_no_difference() -> None:
    star = polygon([(10, 0), (13, 9), (4, 3), (16, 3), (7, 9)])
    difference = ImageChops.difference(mask_of(star, 20, 10), mask_of(star.reversed(), 20, 10))
    assert difference.getextrema()[1] <= 3  # type: ignore[operator]


def block(left: int, level: int = 255) -> Coverage:
    return Coverage(Image.new("L", (4, 4), level), left, 0)


def test_coverages_that_share_no_pixel_are_united() -> None:
    whole = union_if_disjoint([block(0), block(4), block(20)])
    assert whole is not None
    assert whole.area == (0, 0, 24, 4)


def test_coverages_that_share_a_pixel_stay_apart() -> None:
    assert union_if_disjoint([block(0), block(3, level=1)]) is None


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from([0, 1, 100, 255])), max_size=4))
def test_translucent_paint_shows_no_difference(places: list[tuple[int, int]]) -> None:
    """Between coverages painted one by one and their union, where there is one."""
    parts = [block(left, level) for left, level in places]
    whole = union_if_disjoint(parts)
    if whole is not None:
        first, second = (Surface(40, 4, Colour(10, 20, 30)) for _ in range(2))
        first.paint_each(parts, Colour(200, 100, 0, 0.5), IDENTITY)
        second.paint(whole, Colour(200, 100, 0, 0.5), IDENTITY)
        assert first.image.tobytes() == second.image.tobytes()
