"""What holds for every design, whatever its elements are."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from PIL import Image

from renderer import Renderer, RendererError
from renderer.figures.catalogue import FIGURES

Json = dict[str, Any]

WIDTH, HEIGHT = 80, 60
MARGIN = 12  # px that elements keep from the edges where they are moved

few = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
many = settings(few, max_examples=60)

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">
<rect width="30" height="20" fill="#fc0"/><circle cx="12" cy="9" r="7" fill="red"/></svg>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("assets")
    waves = [Image.effect_mandelbrot((40, 30), (-2, -1, 1, 1), 30 + 40 * i) for i in range(3)]
    Image.merge("RGB", waves).save(folder / "photo.jpg", quality=95)
    glass = Image.merge("RGBA", [*waves, Image.linear_gradient("L").resize((40, 30))])
    glass.save(folder / "glass.png")
    (folder / "sign.svg").write_text(SVG)
    return folder


@pytest.fixture(scope="module")
def renderer(folder: Path) -> Renderer:
    return Renderer(folder)


# Whole and quarter pixels: moving by whole ones is exact in floating point.
quarters = st.integers(-40, 4 * 70).map(lambda number: number / 4)
sizes = st.integers(1, 4 * 50).map(lambda number: number / 4)
fractions = st.integers(0, 8).map(lambda number: number / 8)
signed = st.integers(-8, 8).map(lambda number: number / 8)
colours = st.sampled_from(["red", "#08f", "rgba(10, 200, 30, 0.5)", "hsl(300 50% 40%)", "white"])
paints = colours | st.sampled_from(
    ["linear-gradient(45deg, red 0%, blue 100%)", "linear-gradient(to right, #0f08, black)"]
)
dashes = st.lists(st.integers(0, 4), max_size=3)
filters = st.dictionaries(
    st.sampled_from(["warm", "cold", "natural", "contrast", "saturation", "vibrance", "white"]),
    st.fixed_dictionaries({"intensity": signed}),
    max_size=2,
)
EVERY: dict[str, SearchStrategy[Any]] = {
    "x": quarters,
    "y": quarters,
    "width": sizes,
    "height": sizes,
    "rotation": st.sampled_from([0, 0, 0, 30, 90, 217.5]),
    "opacity": fractions,
    "visible": st.booleans(),
    "alwaysOnTop": st.booleans(),
    "shadowEnabled": st.booleans(),
    "shadowBlur": st.integers(0, 20),
    "shadowOffsetX": st.integers(-9, 9),
    "shadowColor": colours,
    "shadowOpacity": fractions,
    "blurEnabled": st.booleans(),
    "blurRadius": st.integers(0, 40),
    "brightnessEnabled": st.booleans(),
    "brightness": signed,
    "sepiaEnabled": st.booleans(),
    "grayscaleEnabled": st.booleans(),
    "filters": filters,
}
PICTURE: dict[str, SearchStrategy[Any]] = {
    "cropX": fractions,
    "cropY": fractions,
    "cropWidth": fractions,
    "cropHeight": fractions,
    "cornerRadius": sizes,
    "flipX": st.booleans(),
    "flipY": st.booleans(),
    "clipSrc": st.sampled_from(["", "sign.svg", "glass.png"]),
    "borderColor": colours,
    "borderSize": st.integers(0, 9),
    "stretchEnabled": st.booleans(),
}
HEADS = st.sampled_from(["", "arrow", "triangle", "circle", "square", "bar"])
TYPES: dict[str, dict[str, SearchStrategy[Any]]] = {
    "figure": {
        "subType": st.sampled_from(sorted(FIGURES)),
        "fill": paints,
        "stroke": paints,
        "strokeWidth": st.integers(0, 12),
        "dash": dashes,
        "cornerRadius": sizes,
    },
    "line": {"color": colours, "dash": dashes, "startHead": HEADS, "endHead": HEADS},
    "image": {**PICTURE, "src": st.sampled_from(["photo.jpg", "glass.png", "sign.svg"])},
    "svg": {
        **PICTURE,
        "src": st.just("sign.svg"),
        "maskSrc": st.sampled_from(["", "sign.svg"]),
        "colorsReplace": st.dictionaries(st.sampled_from(["red", "#ffcc00"]), colours),
    },
    "text": {
        "text": st.text(st.sampled_from("aW g-é中ش🙂\n"), max_size=20)
        | st.sampled_from(["<b>bold</b> <i>slanted</i>", "<ul><li>one</li></ul>", "x<sup>2</sup>"]),
        "fontSize": st.integers(1, 30),
        "fontFamily": st.sampled_from(["Roboto", "Noto Sans", "No Such Family"]),
        "fontWeight": st.sampled_from(["normal", "bold", "300"]),
        "fontStyle": st.sampled_from(["normal", "italic"]),
        "textDecoration": st.sampled_from(["", "underline", "line-through"]),
        "textTransform": st.sampled_from(["none", "uppercase", "capitalize"]),
        "fill": paints,
        "align": st.sampled_from(["left", "center", "right", "justify"]),
        "lineHeight": st.sampled_from([0.5, 1, 1.2, 2]),
        "letterSpacing": signed,
        "strokeWidth": st.integers(0, 5),
        "stroke": paints,
        "backgroundEnabled": st.booleans(),
        "backgroundColor": colours,
        "backgroundPadding": fractions,
        "backgroundCornerRadius": fractions,
        "curveEnabled": st.booleans(),
        "curvePower": signed,
        "textOverflow": st.sampled_from(["", "resize", "ellipsis", "change-font-size"]),
    },
}
REQUIRED = {"image": ("src",), "svg": ("src",)}


def of_type(kind: str) -> SearchStrategy[Json]:
    """Elements of a type with any of its properties set."""
    properties = {**EVERY, **TYPES[kind]}
    required = {name: properties.pop(name) for name in REQUIRED.get(kind, ())}
    optional = st.lists(st.sampled_from(sorted(properties)), max_size=9, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: properties[name] for name in names})
    )
    placed = st.fixed_dictionaries({"type": st.just(kind), **required})
    return st.builds(lambda fixed, free: {**fixed, **free}, placed, optional)


elements = st.one_of([of_type(kind) for kind in TYPES])
backgrounds = st.sampled_from(
    ["white", "#0008", "transparent", "linear-gradient(30deg, red, blue)", "photo.jpg"]
)


def document(children: list[Json], background: str = "white") -> Json:
    page = {"children": children, "background": background}
    return {"width": WIDTH, "height": HEIGHT, "schemaVersion": 4, "pages": [page]}


designs = st.builds(document, st.lists(elements, min_size=1, max_size=4), backgrounds)


def pixels(image: Image.Image) -> np.ndarray[Any, np.dtype[np.int16]]:
    return np.asarray(image.convert("RGBA"), dtype=np.int16)


def shuffled(value: Any, order: random.Random) -> Any:
    """The same JSON with its keys in another order, but for filters: theirs has a meaning."""
    if isinstance(value, list):
        return [shuffled(item, order) for item in value]
    if not isinstance(value, Mapping):
        return value
    items = [
        (name, item if name == "filters" else shuffled(item, order)) for name, item in value.items()
    ]
    order.shuffle(items)
    return dict(items)


@few
@given(design=designs, order=st.randoms(use_true_random=False))
def test_the_order_of_keys_never_matters(
    renderer: Renderer, design: Json, order: random.Random
) -> None:
    assert renderer.render(shuffled(design, order)) == renderer.render(design)


@few
@given(children=st.lists(elements, min_size=1, max_size=3), start=st.integers(0, 2))
def test_a_group_without_properties_changes_nothing(
    renderer: Renderer, children: list[Json], start: int
) -> None:
    children = [{**child, "alwaysOnTop": False} for child in children]
    group = {"type": "group", "children": children[start:]}
    grouped = renderer.render(document([*children[:start], group]))
    assert grouped == renderer.render(document(children))


def within_the_margin(element: Json) -> Json:
    """The element where its ink and shadow stay away from the edges of a larger page."""
    return {**element, "x": 80.25 + element.get("x", 0) % 8, "y": 80.5, "shadowBlur": 4}


@few
@given(children=st.lists(elements, min_size=1, max_size=2), by=st.tuples(*[st.integers(-9, 9)] * 2))
def test_moving_every_element_by_whole_pixels_moves_the_picture(
    renderer: Renderer, children: list[Json], by: tuple[int, int]
) -> None:
    dx, dy = by
    still = [within_the_margin(child) for child in children]
    moved = [{**child, "x": child["x"] + dx, "y": child["y"] + dy} for child in still]
    before, after = (
        pixels(renderer.render({**document(each), "width": 220, "height": 220}))
        for each in (still, moved)
    )
    expected = np.roll(before, (dy, dx), axis=(0, 1))
    inner = slice(MARGIN, -MARGIN)
    difference = np.abs(after - expected)[inner, inner]
    assert difference.max() <= 2  # rotated ones: the last bits of floating point


@few
@given(children=st.lists(elements, min_size=1, max_size=3))
def test_twice_the_scale_is_the_same_picture_in_more_detail(
    renderer: Renderer, children: list[Json]
) -> None:
    # Hairlines and small print keep their weight, not their look.
    design = document(children)
    once = renderer.render(design)
    twice = renderer.render(design, scale=2)
    assert twice.size == (2 * WIDTH, 2 * HEIGHT)
    difference = np.abs(pixels(twice.resize(once.size, Image.Resampling.BOX)) - pixels(once))
    assert difference.mean() < 6


@few
@given(design=designs)
def test_what_was_drawn_before_changes_nothing(
    folder: Path, renderer: Renderer, design: Json
) -> None:
    fresh = Renderer(folder).render(design)
    assert renderer.render(design) == renderer.render(design) == fresh


@many
@given(design=designs, scale=st.sampled_from([0.25, 1, 1.5]))
def test_every_valid_design_is_drawn(renderer: Renderer, design: Json, scale: float) -> None:
    assert renderer.render(design, scale=scale).size == (
        round(WIDTH * scale),
        round(HEIGHT * scale),
    )


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["url(#a)", "linear-gradient(", "rgb(", "-1", "1e309", "NaN", "data:,"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def properties_of(element: Json) -> Iterator[str]:
    yield from EVERY
    yield from TYPES[element["type"]]


@many
@given(element=elements, data=st.data())
def test_whatever_a_property_holds_the_design_is_drawn_or_refused(
    renderer: Renderer, element: Json, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(list(properties_of(element))))
    design = document([{**element, name: data.draw(anything)}])
    try:
        renderer.render(design)
    except RendererError as error:
        refusal = str(error)
    else:
        refusal = "pages[0]"
    assert "pages[0]" in refusal
