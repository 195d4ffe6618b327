"""Pages' backgrounds: colours, gradients, and pages that end inside a pixel."""

from __future__ import annotations

from pathlib import Path

import pytest

from renderer import Renderer
from renderer.errors import RendererError


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def page(background: str, width: float = 4, height: float = 2) -> dict[str, object]:
    return {"width": width, "height": height, "pages": [{"background": background, "children": []}]}


@pytest.mark.parametrize(
    ("background", "pixel"),
    [
        ("#3af", (51, 170, 255)),
        ("rgba(0, 100, 200, .4)", (0, 100, 200, 102)),
        ("transparent", (0, 0, 0, 0)),
    ],
)
def test_a_colour_fills_the_page(
    renderer: Renderer, background: str, pixel: tuple[int, ...]
) -> None:
    assert renderer.render(page(background)).getpixel((3, 1)) == pixel


@pytest.mark.parametrize(
    "background",
    ["nocolour", "oklch(70% 0.15 150)", "lab(50 10 10)", "rgb(1 2 3 / 50%)", "linear-gradient(no)"],
)
def test_what_a_page_does_not_know_is_transparent_and_reported(
    renderer: Renderer, background: str
) -> None:
    drawn = renderer.draw(page(background))
    assert drawn.image.getpixel((0, 0)) == (0, 0, 0, 0)
    assert [issue.place for issue in drawn.issues] == ["pages[0].background"]


def test_an_opaque_gradient_leaves_the_page_opaque(renderer: Renderer) -> None:
    image = renderer.render(page("linear-gradient(90deg, black, white)"))
    assert [image.getpixel((x, 0)) for x in range(4)] == [(v, v, v) for v in (32, 96, 159, 223)]


def test_a_translucent_gradient_keeps_its_alpha(renderer: Renderer) -> None:
    image = renderer.render(page("linear-gradient(90deg, rgba(0,0,0,0), rgba(255,0,0,1))"))
    assert [image.getpixel((x, 0))[3] for x in range(4)] == [32, 96, 159, 223]  # type: ignore[index]


def test_a_page_that_ends_inside_a_pixel_covers_it_in_part(renderer: Renderer) -> None:
    image = renderer.render(page("white", width=3.6, height=2.4))
    assert image.size == (4, 2)
    assert image.getpixel((2, 1)) == (255, 255, 255, 255)
    assert image.getpixel((3, 1))[3] == pytest.approx(153, abs=2)  # type: ignore[index]


def test_a_gradient_grows_with_the_scale(renderer: Renderer) -> None:
    small = renderer.render(page("linear-gradient(90deg, black, white)"))
    large = renderer.render(page("linear-gradient(90deg, black, white)"), scale=2)
    assert large.size == (8, 4)
    for x in range(4):
        pair = [large.getpixel((2 * x + side, 0))[0] for side in (0, 1)]  # type: ignore[index]
        assert sum(pair) / 2 == pytest.approx(small.getpixel((x, 0))[0], abs=1)  # type: ignore[index]


def test_a_picture_that_can_not_be_had_names_its_place(tmp_path: Path) -> None:
    with pytest.raises(RendererError, match=r"^pages\[0\]\.background: "):
        Renderer(assets=tmp_path).render(page("missing.png"))
