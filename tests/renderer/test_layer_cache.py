"""A picture from the cache equals a painted one to the byte, whatever came before it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from renderer import (
    AssetLimitError,
    Element,
    ElementContext,
    ElementType,
    Limits,
    Mark,
    Raster,
    Renderer,
    hookimpl,
)

Json = dict[str, Any]
Install = Callable[[Any], None]
KILOBYTE = 1024
BOUNDS = st.sampled_from([0, 8 * KILOBYTE, 40 * KILOBYTE, 256 * 1024 * KILOBYTE])
COLOURS = st.sampled_from(["#d02", "rgba(10,80,200,0.4)", "linear-gradient(30deg,#fff,#08c)"])


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    for i, size in enumerate(((90, 60), (60, 90), (40, 40))):
        noise = Image.effect_noise(size, 90)
        Image.merge("RGB", [noise, noise.rotate(90, expand=False), noise]).save(folder / f"{i}.jpg")
        noise.convert("RGBA").save(folder / f"{i}.png")
    return folder


def elements() -> st.SearchStrategy[Json]:
    """Elements that overlap: shadows, opacity, effects, turned ones, texts and photos."""
    place = {
        "x": st.integers(-10, 50),
        "y": st.integers(-10, 30),
        "width": st.integers(10, 60),
        "height": st.integers(10, 40),
    }
    look = {
        "opacity": st.sampled_from([1, 0.6, 0]),
        "rotation": st.sampled_from([0, 0, 17]),
        "shadowEnabled": st.booleans(),
        "blendMode": st.sampled_from(["normal", "normal", "multiply"]),
        "blurEnabled": st.sampled_from([False, False, True]),
    }
    figure = st.fixed_dictionaries(
        {"type": st.just("figure"), "fill": COLOURS, **place, **look},
        optional={"subType": st.sampled_from(["circle", "star", "unknown"])},
    )
    text = st.fixed_dictionaries(
        {
            "type": st.just("text"),
            "text": st.sampled_from(["Fig", "4.00", "Up to\n50 %", "غ no glyph"]),
            "fill": COLOURS,
            "backgroundEnabled": st.booleans(),
            **place,
            **look,
        }
    )
    image = st.fixed_dictionaries(
        {
            "type": st.just("image"),
            "src": st.sampled_from([f"{i}.{kind}" for i in range(3) for kind in ("jpg", "png")]),
            "cornerRadius": st.sampled_from([0, 9]),
            "grayscaleEnabled": st.booleans(),
            **place,
            **look,
        }
    )
    return st.one_of(figure, text, image)


def designs(page: list[Json], background: str) -> Json:
    return {"width": 64, "height": 48, "pages": [{"background": background, "children": page}]}


@st.composite
def feeds(draw: st.DrawFn) -> list[Json]:
    """Pages that share some elements, in some order, as the products of a feed do; some twice."""
    pool = draw(st.lists(elements(), min_size=1, max_size=5))
    backgrounds = draw(st.lists(COLOURS | st.sampled_from(["", "0.jpg"]), min_size=1, max_size=2))
    page = st.lists(st.sampled_from(pool) | elements(), max_size=5)
    pages = draw(
        st.lists(st.builds(designs, page, st.sampled_from(backgrounds)), min_size=1, max_size=4)
    )
    return draw(st.lists(st.sampled_from(pages), min_size=2, max_size=10))


@dataclass(frozen=True)
class Result:
    mode: str
    pixels: bytes
    issues: tuple[object, ...]


def drawn(renderer: Renderer, design: Json) -> Result:
    picture = renderer.draw(design)
    return Result(picture.image.mode, picture.image.tobytes(), picture.issues)


@pytest.fixture(scope="session")
def painting(shop: Path) -> Renderer:
    """Keeps nothing: paints every layer of every picture."""
    return Renderer(shop, blending="css", layer_bytes=0)


@settings(deadline=None)
@given(feed=feeds(), bound=BOUNDS)
def test_cached_pictures_equal_painted_ones(
    shop: Path, painting: Renderer, feed: list[Json], bound: int
) -> None:
    renderer = Renderer(shop, blending="css", layer_bytes=bound)
    for design in feed:
        assert drawn(renderer, design) == drawn(painting, design)


@settings(deadline=None, max_examples=15)
@given(feed=feeds(), bound=BOUNDS)
def test_threads_share_layers_without_harm(
    shop: Path, painting: Renderer, feed: list[Json], bound: int
) -> None:
    renderer = Renderer(shop, blending="css", layer_bytes=bound)
    with ThreadPoolExecutor(6) as pool:
        pictures = list(pool.map(lambda design: drawn(renderer, design), feed * 3))
    assert pictures == [drawn(painting, design) for design in feed] * 3


def page(*children: Json, background: str = "white") -> Json:
    return designs(list(children), background)


def photo(src: str, **more: Any) -> Json:
    return {"type": "image", "src": src, "width": 20, "height": 20, **more}


def test_a_source_that_changes_is_drawn_anew(tmp_path: Path) -> None:
    renderer = Renderer(tmp_path)
    design = page(photo("logo.png"), {"type": "text", "text": "Fig"})
    for colour in ("red", "red", "red", "lime", "lime", "red"):
        Image.new("RGB", (20, 20), colour).save(tmp_path / "logo.png")
        expected = Image.new("RGB", (1, 1), colour).getpixel((0, 0))
        assert renderer.render(design).getpixel((10, 10)) == expected


def test_a_placeholder_is_painted_until_its_picture_is_there(tmp_path: Path) -> None:
    renderer = Renderer(tmp_path, missing="placeholder")
    design = page(photo("late.png"))
    assert all(len(renderer.draw(design).issues) == 1 for _ in range(3))
    Image.new("RGB", (20, 20), "red").save(tmp_path / "late.png")
    after = renderer.draw(design)
    assert after.image.getpixel((10, 10)) == (255, 0, 0)
    assert after.issues == ()


def test_issues_come_back_with_the_place_their_element_has_now(shop: Path) -> None:
    renderer = Renderer(shop)
    odd = {"type": "figure", "subType": "blot", "width": 9, "height": 9}
    for before in ([], [], [photo("0.png")], [photo("1.png")]):
        (issue,) = renderer.draw(page(*before, odd)).issues
        assert issue.place == f"pages[0].children[{len(before)}]"


def test_the_pixels_of_cached_photos_still_count(shop: Path) -> None:
    renderer = Renderer(shop, limits=Limits(design_pixels=90 * 60 + 60 * 90))
    first, second, third = photo("0.jpg"), photo("1.jpg"), photo("2.jpg")
    for _ in range(3):
        renderer.render(page(first, second))
        with pytest.raises(AssetLimitError, match=r"children\[2\].* 2.jpg brings .* 12,400 pixels"):
            renderer.render(page(first, second, third))


class Swatch(Element, frozen=True):
    """The plainest element."""


def swatches(paint: Callable[..., Any]) -> Any:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[ElementType], None]) -> None:
            register(ElementType("swatch", Swatch, paint))

    return Plugin()


def strokes(install: Install, design: Callable[[int], Json]) -> int:
    """How often a plugin's element is painted in five pictures."""
    painted = []

    def paint(element: Swatch, context: ElementContext) -> list[Mark]:
        painted.append(element)
        return []

    install(swatches(paint))
    renderer = Renderer()
    for i in range(5):
        renderer.render(design(i))
    return len(painted)


def test_an_element_is_painted_until_it_is_met_again(install: Install) -> None:
    assert strokes(install, lambda i: page({"type": "swatch"}, {"type": "figure", "x": i})) == 2
    assert strokes(install, lambda i: page({"type": "figure", "x": i}, {"type": "swatch"})) == 2


def test_a_plugin_s_element_is_told_by_its_name_too(install: Install) -> None:
    assert strokes(install, lambda i: page({"type": "swatch", "name": f"number {i}"})) == 5


def test_what_a_plugin_does_to_its_pixels_later_changes_nothing(install: Install) -> None:
    shared = Image.new("RGB", (20, 20), "red")

    def paint(element: Swatch, context: ElementContext) -> list[Mark]:
        shared.paste("red", (0, 0, 20, 20))
        return [Raster(shared)]

    install(swatches(paint))
    renderer = Renderer()
    for i in range(4):
        design = page({"type": "figure", "x": i, "width": 9, "height": 9}, {"type": "swatch"})
        assert renderer.render(design).getpixel((10, 10)) == (255, 0, 0)
        shared.paste("blue", (0, 0, 20, 20))


def test_the_debug_log_says_what_was_saved(shop: Path, caplog: pytest.LogCaptureFixture) -> None:
    renderer = Renderer(shop)
    with caplog.at_level("DEBUG", logger="renderer.layer_cache"):
        for i in range(3):
            renderer.render(page(photo("0.png"), photo("1.png"), photo("2.png", x=i)))
    assert caplog.messages[-1].startswith("layers: 3 of 4 at once; 1 hits")
