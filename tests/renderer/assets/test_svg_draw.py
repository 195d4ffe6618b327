"""A plain svg is drawn at once, any other by a process that may die."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from waiting import PATIENCE

from renderer import AssetError, AssetLimitError, Limits
from renderer.assets import svg_draw
from renderer.assets.svg import Svg
from renderer.assets.svg_check import parse_svg
from renderer.assets.svg_draw import LIGHT, draw_svg, is_plain
from renderer.cache import WeightedCache
from renderer.fonts.bundled import bundled_font_folder

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">'
VEIL = '<rect width="100" height="100" opacity=".5"/>'
LETTERS = '<text x="10" y="60" font-family="Roboto" font-size="50">Ag</text>'
MASK = f'<mask id="m">{VEIL}</mask><g mask="url(#m)">{VEIL}</g>'


def drawn(body: str, weight: int | None = None) -> bytes:
    source = f"{HEAD}{body}</svg>"
    fonts = [str(path) for path in bundled_font_folder().rglob("*.ttf")]
    arguments = {"svg_string": source, "skip_system_fonts": True, "font_files": fonts}
    svg = parse_svg(source.encode(), Limits())
    if weight is not None:
        svg = svg._replace(weight=weight)
    return draw_svg(arguments, svg, (100, 100), seconds=PATIENCE)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Filled with a word for each drawing that is made apart."""
    made: list[str] = []
    call = svg_draw.call_apart

    def watched(*args: Any, **options: Any) -> Any:
        made.append("apart")
        return call(*args, **options)

    monkeypatch.setattr(svg_draw, "call_apart", watched)
    return made


def test_drawn_apart_it_looks_the_same(apart: list[str]) -> None:
    assert drawn(VEIL, weight=LIGHT) == drawn(VEIL)
    assert apart == ["apart"]


def test_letters_are_drawn_apart_with_the_fonts_given(apart: list[str]) -> None:
    assert drawn(LETTERS) != drawn("<text/>")
    assert len(apart) == 2


@pytest.mark.parametrize("body", [LETTERS, MASK, "<style>g{fill:red}</style>", "<g style='x:1'/>"])
def test_what_is_more_than_plain_shapes_is_drawn_apart(apart: list[str], body: str) -> None:
    drawn(body)
    assert apart == ["apart"]


def test_a_plain_svg_with_very_long_paths_is_drawn_apart(apart: list[str]) -> None:
    drawn(f'<path d="M0 0{" L1 1" * 20_000}"/>')
    assert apart == ["apart"]


def test_plain_shapes_and_gradients_are_drawn_at_once(apart: list[str]) -> None:
    stops = '<stop offset="0" stop-color="red"/><stop offset="1"/>'
    gradient = f'<defs><linearGradient id="g">{stops}</linearGradient></defs>'
    drawn(gradient + '<rect width="50" height="50" fill="url(#g)"/><use href="#g"/>')
    assert apart == []


def test_what_takes_too_long_is_ended_and_named() -> None:
    cache: WeightedCache[tuple[object, ...], Image.Image] = WeightedCache(1, lambda image: 1)
    data = f"{HEAD}{VEIL * 2000}</svg>".encode()
    svg = Svg(data, "veils.svg", Limits(svg_seconds=1), cache)
    with pytest.raises(AssetLimitError, match=r"veils\.svg is an svg that takes more than 1 s"):
        svg.bitmap().reduced(1000, 1000)


def test_a_failure_of_the_library_is_an_error_either_way() -> None:
    for weight in (1, LIGHT):
        svg = parse_svg(f"{HEAD}</svg>".encode(), Limits())._replace(weight=weight)
        with pytest.raises(AssetError, match="can't be drawn as svg"):
            draw_svg({"svg_string": "<svg"}, svg, (100, 100), PATIENCE)


def test_a_drawing_is_plain_as_long_as_its_notes_are() -> None:
    assert is_plain(parse_svg(f"{HEAD}<title>A</title>{VEIL}</svg>".encode(), Limits()).root)
