"""Figures: what is filled and stroked, where, and with which paint."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from masks import mask_of
from PIL import Image, ImageChops

from renderer.context import ElementContext
from renderer.elements.figure import FigureElement, paint_figure
from renderer.figures.catalogue import FIGURES
from renderer.layers import Shape
from renderer.paint.colour import BLACK, Colour
from renderer.paint.gradient import LinearGradient


class Remarks:
    """Stands in for the context: a scale, and what was reported."""

    colour = ElementContext.colour

    def __init__(self) -> None:
        self.scale = 1.0
        self.said: list[str] = []

    def report(self, message: str, kind: str = "drawing") -> None:
        self.said.append(message)


def shapes(context: Remarks | None = None, **properties: Any) -> list[Shape]:
    element = msgspec.convert(properties, FigureElement, strict=False)
    marks = paint_figure(element, context or Remarks())  # type: ignore[arg-type]
    assert all(isinstance(mark, Shape) for mark in marks)
    return list(marks)  # type: ignore[arg-type]


def mask(shape: Shape, width: int = 100, height: int = 100) -> Image.Image:
    """What a shape covers, cut to its clip."""
    image = mask_of(shape.outline, width, height)
    if shape.clip is None:
        return image
    return ImageChops.multiply(image, mask_of(shape.clip, width, height))


def stroke(**properties: Any) -> Image.Image:
    return mask(shapes(**properties)[1])


def test_without_properties_it_is_a_blue_square() -> None:
    (fill,) = shapes()
    assert fill.paint == Colour(0, 161, 255)
    assert mask(fill, 120, 120).getbbox() == (0, 0, 100, 100)


def test_without_width_there_is_no_stroke() -> None:
    assert len(shapes(stroke="red")) == 1


def test_the_stroke_lies_inside_the_shape() -> None:
    line = stroke(subType="rect", width=20, height=10, strokeWidth=2)
    assert line.getbbox() == (0, 0, 20, 10)
    assert line.crop((2, 2, 18, 8)).getextrema() == (0, 0)
    assert line.crop((0, 0, 20, 2)).getextrema() == (255, 255)


def test_a_stroke_wider_than_the_box_fills_it() -> None:
    line = stroke(subType="rect", width=20, height=10, strokeWidth=300)
    assert line.crop((0, 0, 20, 10)).getextrema() == (255, 255)


def test_only_the_fill_casts_a_shadow() -> None:
    fill, line = shapes(strokeWidth=3)
    assert (fill.casts_shadow, line.casts_shadow) == (True, False)


def test_some_figures_keep_the_strokes_width_when_stretched() -> None:
    line = stroke(subType="cross", width=100, height=20, strokeWidth=4)
    assert line.crop((35, 0, 65, 20)).point(lambda v: 255 * (v > 0)).getbbox() == (0, 0, 30, 20)
    assert line.getpixel((50, 3)) == 255
    assert line.getpixel((50, 5)) == 0


def test_the_others_stretch_their_stroke() -> None:
    line = stroke(subType="stairs2", width=100, height=50, strokeWidth=8)
    left_edge, bottom_edge = line.crop((0, 25, 25, 26)), line.crop((50, 0, 51, 50))
    assert left_edge.point(lambda v: 255 * (v > 127)).getbbox() == (0, 0, 4, 1)
    assert bottom_edge.point(lambda v: 255 * (v > 127)).crop((0, 40, 1, 50)).getbbox() == (
        0,
        8,
        1,
        10,
    )


def test_dashes_count_in_stroke_widths() -> None:
    line = stroke(subType="rect", width=100, height=40, strokeWidth=5, dash=[2, 1])
    top = [line.getpixel((x, 2)) for x in range(10, 40)]
    assert top == ([0] * 5 + [255] * 10) * 2


@pytest.mark.parametrize(
    ("name", "on", "off"),
    [
        ("rect", (2, 1), (12, 1)),  # from the top left to the right
        ("circle", (1, 53), (1, 47)),  # from the left downwards
        ("triangle", (51, 7), (46, 12)),  # from the top to the right
        ("diamond", (53, 5), (45, 7)),
    ],
)
def test_dashes_start_where_the_editor_starts_them(
    name: str, on: tuple[int, int], off: tuple[int, int]
) -> None:
    dashed = {"width": 100, "height": 100, "strokeWidth": 4, "dash": [2, 200]}
    line = stroke(subType=name, **dashed)
    assert line.getpixel(on) > 250  # type: ignore[operator]
    assert line.getpixel(off) == 0


def test_a_rounded_rects_dashes_start_below_its_corner() -> None:
    line = stroke(cornerRadius=20, strokeWidth=4, dash=[2, 200])
    assert line.getpixel((1, 16)) == 255
    assert line.getpixel((1, 24)) == 0


def test_the_inner_radius_is_the_outer_less_the_stroke() -> None:
    sharp = stroke(width=40, height=40, cornerRadius=6, strokeWidth=10)
    assert sharp.crop((10, 10, 30, 30)).getextrema() == (0, 0)
    assert sharp.getpixel((9, 9)) == 255
    soft = stroke(width=60, height=60, cornerRadius=20, strokeWidth=10)
    assert soft.getpixel((11, 11)) > 200  # type: ignore[operator]


def test_only_the_rect_has_round_corners() -> None:
    assert mask(shapes(cornerRadius=30)[0]).getpixel((1, 1)) == 0
    sharp = shapes(subType="stairs1", cornerRadius=30)[0]
    assert sharp.outline == shapes(subType="stairs1")[0].outline


def test_an_unknown_figure_is_a_rect_and_reported() -> None:
    remarks = Remarks()
    (fill,) = shapes(remarks, subType="ellipse")
    assert mask(fill).getextrema() == (255, 255)
    assert remarks.said == ["figure 'ellipse' is not known; drawn as a rect"]


@pytest.mark.parametrize("text", ["nocolour", "", "rgb(1,2"])
def test_an_unknown_paint_is_black_and_reported(text: str) -> None:
    remarks = Remarks()
    fill, line = shapes(remarks, fill=text, stroke=text, strokeWidth=1)
    assert (fill.paint, line.paint) == (BLACK, BLACK)
    assert remarks.said == [
        f"fill is no colour ({text!r}); drawn black",
        f"stroke is no colour ({text!r}); drawn black",
    ]


def test_gradients_span_the_whole_box_in_fill_and_stroke() -> None:
    text = "linear-gradient(90deg, red, blue)"
    for shape in shapes(width=80, height=20, fill=text, stroke=text, strokeWidth=3):
        assert isinstance(shape.paint, LinearGradient)
        assert (*shape.paint.start, *shape.paint.end) == pytest.approx((0, 10, 80, 10))


@pytest.mark.parametrize("width", [1e-300, 1e-7])
def test_an_invisible_stroke_is_no_line(width: float) -> None:
    assert stroke(strokeWidth=width, dash=[1]).getextrema() == (0, 0)


def test_numbers_may_be_text() -> None:
    (fill,) = shapes(width="30", height="20")
    assert mask(fill).getbbox() == (0, 0, 30, 20)


def test_a_box_without_size_is_a_pixel_wide() -> None:
    (fill,) = shapes(width=0, height=50)
    assert mask(fill).getbbox() == (0, 0, 1, 50)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_every_figure_can_be_stroked_and_dashed(name: str) -> None:
    line = stroke(subType=name, width=90, height=60, strokeWidth=5, dash=[3, 1])
    covered = sum(line.point(lambda v: v > 127).histogram()[1:])
    assert 0 < covered < 90 * 60
