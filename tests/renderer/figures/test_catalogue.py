"""What holds for every figure, and the regular ones as pictures."""

from __future__ import annotations

import pytest
from masks import assert_mask

from renderer.figures.catalogue import FIGURES, FITTED, natural_outline
from renderer.figures.path import read_path
from renderer.paint.flatten import flatten
from renderer.paint.outline import Contour
from renderer.paint.transform import Affine

NAMES = sorted(FIGURES)
ROUND_A_CENTRE = {"star", "pentagon", "hexagon", "polygon"}  # don't reach all four sides
KEEP_STROKE = {
    "rect", "circle", "star", "triangle", "rightTriangle", "diamond", "pentagon", "hexagon",
    "speechBubble", "cross", "rightArrow", "leftArrow", "upArrow", "downArrow",
}  # fmt: skip


def area(contour: Contour) -> float:
    """Positive for a contour that runs clockwise on the page."""
    points = flatten(contour)
    return (
        sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1], strict=True))
        / 2
    )


def test_there_are_88_figures() -> None:
    assert len(FIGURES) == 88


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_fills_its_box_and_stays_inside(name: str) -> None:
    figure = FIGURES[name]
    points = [p for contour in natural_outline(name).contours for p in flatten(contour)]
    for axis, size in ((0, figure.width), (1, figure.height)):
        values = [point[axis] for point in points]
        slack = size * (0.1 if name in ROUND_A_CENTRE else 0.01)
        assert -0.006 * size <= min(values) <= slack
        assert size - slack <= max(values) <= 1.006 * size


@pytest.mark.parametrize("name", NAMES)
def test_a_figures_contours_all_turn_the_same_way(name: str) -> None:
    """Else one would cut a hole where they overlap."""
    areas = [area(contour) for contour in natural_outline(name).contours]
    assert min(areas) > 0 or max(areas) < 0


def test_fourteen_figures_keep_their_strokes_width() -> None:
    assert {name for name, figure in FIGURES.items() if figure.keeps_stroke} == KEEP_STROKE


@pytest.mark.parametrize("name", sorted(FITTED))
def test_a_fitted_figure_is_its_own_square_case(name: str) -> None:
    assert read_path(FITTED[name](200, 200)) == natural_outline(name)


def test_a_bubble_keeps_round_corners_when_it_is_stretched() -> None:
    corner = read_path(FITTED["speechBubble"](600, 200)).contours[0].segments[1]
    assert (580, 0) not in corner
    assert corner[-1] == (600, pytest.approx(20))


PICTURES = {
    "star": """
        .....--.....
        .....++.....
        ....-##-....
        ..--+##+--..
        -##########-
        .-########-.
        ..-######-..
        ...######...
        ..-######-..
        ..-#+--+#-..
        ..--....--..
        ............
    """,
    "rightArrow": """
        .......-....
        .......+-...
        .......+#-..
        ##########..
        ##########+.
        ###########+
        ###########+
        ##########+.
        ##########..
        .......+#-..
        .......+-...
        .......-....
    """,
    "stairs1": """
        ####........
        ####........
        ####........
        ####........
        ########....
        ########....
        ########....
        ########....
        ############
        ############
        ############
        ############
    """,
    "rainbow": """
        ....+##+....
        ...+####+...
        ..+######+..
        .-########-.
        .+########+.
        .##########.
        -##########-
        +##########+
        +####--####+
        +###+..+###+
        +###-..-###+
        ####....####
    """,
    "leaf": """
        .......-+++#
        .....+#####+
        ...-+######+
        ..-########+
        ..+########-
        .+########+.
        .#########-.
        -########+..
        +########...
        +######+....
        +####+-.....
        #+++-.......
    """,
}


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_a_figure_as_a_picture(name: str) -> None:
    figure = FIGURES[name]
    to_12 = Affine.scaling(12 / figure.width, 12 / figure.height)
    assert_mask(natural_outline(name), PICTURES[name], to_12)
