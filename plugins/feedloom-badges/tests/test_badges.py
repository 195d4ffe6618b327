"""Stars are coloured as far as the rating goes; a burst holds its text; mistakes are explained."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageChops

from feedloom_badges.star import star
from renderer import DesignError, Renderer

WHITE, RED, BLUE = (255, 255, 255), (255, 0, 0), (0, 0, 255)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def design(element: dict[str, Any]) -> dict[str, Any]:
    return {"width": 300, "height": 200, "pages": [{"children": [element]}]}


def rating(**more: Any) -> dict[str, Any]:
    """Five stars 60 px wide, without gaps, in red on blue; the middles are 30, 90, 150, ..."""
    look = {"fill": "red", "emptyFill": "blue", "gap": 0, "innerRadius": 0.5}
    return {"type": "rating", "width": 300, "height": 60, **look, **more}


def burst(**more: Any) -> dict[str, Any]:
    return {"type": "burst", "width": 200, "height": 200, "text": "9,99", "fill": "red", **more}


def middles(image: Image.Image) -> str:
    """The colour of each star's middle: r(ed), b(lue) or . for none."""
    letters = {RED: "r", BLUE: "b", WHITE: "."}
    return "".join(letters[image.getpixel((30 + 60 * i, 30))] for i in range(5))  # type: ignore[index]


def ink(image: Image.Image) -> tuple[int, int, int, int] | None:
    return ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()


@pytest.mark.parametrize(
    ("stars", "drawn"), [(0, "bbbbb"), (1, "rbbbb"), (3.7, "rrrrb"), (5, "rrrrr"), (9, "rrrrr")]
)
def test_as_many_stars_are_coloured_as_the_rating_says(
    renderer: Renderer, stars: float, drawn: str
) -> None:
    assert middles(renderer.render(design(rating(rating=stars)))) == drawn


@pytest.mark.parametrize(("stars", "left", "right"), [(1.25, BLUE, BLUE), (1.75, RED, RED)])
def test_a_fraction_colours_part_of_a_star(
    renderer: Renderer, stars: float, left: tuple[int, ...], right: tuple[int, ...]
) -> None:
    image = renderer.render(design(rating(rating=stars)))
    assert image.getpixel((85, 30)) == left
    assert image.getpixel((95, 30)) == right


def test_no_page_shines_through_between_the_colours(renderer: Renderer) -> None:
    image = renderer.render(design(rating(rating=1.51)))
    _, green, _ = image.crop((85, 20, 96, 40)).split()
    assert green.getextrema() == (0, 0)


@pytest.mark.parametrize(
    ("text", "drawn"), [("3", "rrrbb"), ("2,6 of 5", "rrrbb"), (" 4.0", "rrrrb"), ("", ".....")]
)
def test_a_feeds_text_goes_before_the_rating(renderer: Renderer, text: str, drawn: str) -> None:
    assert middles(renderer.render(design(rating(rating=1, text=text)))) == drawn


def test_stars_are_drawn_in_true_detail(renderer: Renderer) -> None:
    """At three times the scale there is more to see than in an enlarged picture."""
    small, large = (renderer.render(design(rating()), scale=scale) for scale in (1, 3))
    enlarged = small.resize(large.size, Image.Resampling.BICUBIC)
    blurred = sum(ImageChops.difference(large, enlarged).convert("L").histogram()[60:])
    assert blurred > 500
    soft = sum(large.convert("L").point([50 < level < 200 for level in range(256)]).histogram()[1:])
    assert soft < 0.2 * large.width * large.height


def test_an_enormous_rating_takes_no_enormous_memory(renderer: Renderer) -> None:
    image = renderer.render(design(rating(width=3_000_000, height=600_000)))
    assert image.size == (300, 200)


def test_a_burst_fills_its_box(renderer: Renderer) -> None:
    left, top, right, bottom = ink(renderer.render(design(burst(points=16)))) or (0, 0, 0, 0)
    assert (left, top) <= (2, 2)
    assert (right, bottom) >= (198, 198)


@pytest.mark.parametrize("text", ["9", "Only today\n9,99", "Incomprehensibilities"])
def test_a_bursts_text_stays_within_the_notches(renderer: Renderer, text: str) -> None:
    plain, lettered = (
        renderer.render(design(burst(text=words, fontSize=80))) for words in ("", text)
    )
    left, top, right, bottom = ImageChops.difference(plain, lettered).getbbox() or (0, 0, 0, 0)
    corners = [(x - 100, y - 100) for x in (left, right) for y in (top, bottom)]
    assert max(x * x + y * y for x, y in corners) < (100 * 0.85) ** 2
    assert right - left > 10
    assert abs(top + bottom - 200) < 0.15 * (bottom - top) + 4


def test_a_star_has_its_first_point_up_and_goes_clockwise() -> None:
    corners = [(round(x, 3), round(y, 3)) for x, y in star(4, 0.5)]
    assert corners[::2] == [(0, -1), (1, 0), (0, 1), (-1, 0)]
    assert corners[1] == (0.354, -0.354)


@pytest.mark.parametrize(
    ("element", "problem"),
    [
        (rating(text="good"), r'text is \'good\'; a number such as "4.5" is expected'),
        (rating(stars=0), r"stars is 0; 1 to 20 is expected"),
        (rating(stars=10**400), r"stars is far too large; 1 to 20 is expected"),
        (rating(stars=1000), r"stars is 1000; 1 to 20 is expected"),
        (rating(gap=-1), r"gap is -1; 0 to 10 is expected"),
        (rating(emptyFill="loud"), r"emptyFill is 'loud'; a colour is expected"),
        (burst(points=2), r"points is 2; 3 to 200 are expected"),
        (burst(innerRadius=2), r"innerRadius is 2; 0 to 1 is expected"),
        (burst(fill="loud"), r"fill is 'loud'; a colour or gradient is expected"),
    ],
)
def test_what_cannot_be_drawn_is_explained(
    renderer: Renderer, element: dict[str, Any], problem: str
) -> None:
    with pytest.raises(DesignError, match=rf"^pages\[0\]\.children\[0\]\.{problem}"):
        renderer.render(design(element))


@pytest.mark.parametrize("element", [rating(height=0), burst(width=0)])
def test_an_element_without_a_size_draws_nothing(
    renderer: Renderer, element: dict[str, Any]
) -> None:
    assert ink(renderer.render(design(element))) is None
