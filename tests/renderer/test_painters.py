"""What a painter has to work with, and what it may return: plain Pillow is enough."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from masks import mask_of
from PIL import Image, ImageChops, ImageDraw

from renderer import (
    Affine,
    Box,
    Drawing,
    Element,
    ElementContext,
    ElementType,
    LimitError,
    Limits,
    Raster,
    Renderer,
    Shape,
    TimeLimitError,
    ellipse,
    hookimpl,
    parse_colour,
    rectangle,
)

Install = Callable[..., None]

RED = (255, 0, 0)


class Card(Element, frozen=True, kw_only=True):
    text: str = ""


@pytest.fixture
def drawn(install: Install) -> Callable[..., Image.Image]:
    """Draws one card of 20 x 10 on a page of its size by a painter."""

    def draw(
        paint: Callable[[Card, ElementContext], Any], scale: float = 1, **properties: Any
    ) -> Image.Image:
        class Plugin:
            @hookimpl
            def register_element_types(self, register: Callable[[ElementType], None]) -> None:
                register(ElementType("card", Card, paint))

        install(Plugin())
        card = {"type": "card", "width": 20, "height": 10, **properties}
        page = {"width": 20, "height": 10, "pages": [{"children": [card]}]}
        return Renderer().render(page, scale=scale)

    return draw


def disc(card: Card, context: ElementContext) -> Image.Image:
    image = Image.new("RGBA", context.pixels)
    ImageDraw.Draw(image).ellipse((0, 0, image.width - 1, image.height - 1), "red")
    return image


def red(card: Card, context: ElementContext) -> Image.Image:
    return Image.new("RGB", context.pixels, "red")


@pytest.mark.parametrize("scale", [0.5, 1, 3])
def test_an_image_is_all_that_a_painter_has_to_return(drawn: Any, scale: float) -> None:
    assert drawn(red, scale).getcolors() == [(int(20 * scale) * int(10 * scale), RED)]


def test_an_element_of_a_fraction_of_pixels_is_painted_on_whole_ones(drawn: Any) -> None:
    sizes = []

    def paint(card: Card, context: ElementContext) -> Image.Image:
        sizes.append(context.pixels)
        return red(card, context)

    drawn(paint, scale=1.5, width=3.5, height=0)
    assert sizes == [(6, 1)]


@pytest.mark.parametrize(
    "paint",
    [
        red,
        lambda card, context: [red(card, context)],
        lambda card, context: Shape(rectangle(context.box), parse_colour("red")),
        lambda card, context: iter([Raster(red(card, context), scale=context.scale)]),
        lambda card, context: Drawing([Raster(red(card, context), scale=context.scale)], 20, 10),
    ],
    ids=["image", "images", "mark", "marks", "drawing"],
)
def test_a_painter_may_return(drawn: Any, paint: Any) -> None:
    assert drawn(paint, scale=2).getcolors() == [(40 * 20, RED)]


def test_the_engine_turns_fades_and_shades_what_a_plugin_painted(drawn: Any) -> None:
    plain = drawn(disc)
    for look in (
        {"rotation": 30},
        {"opacity": 0.5},
        {"shadowEnabled": True, "shadowOffsetX": 4},
        {"blurEnabled": True},
        {"sepiaEnabled": True},
        {"filters": {"cold": {"intensity": 1}}},
    ):
        assert ImageChops.difference(drawn(disc, **look), plain).getbbox(), look


def test_a_mask_is_an_outlines_coverage_at_the_elements_pixels(drawn: Any) -> None:
    outline = ellipse(Box(2, 1, 4, 4))

    def paint(card: Card, context: ElementContext) -> Image.Image:
        return context.mask(outline).convert("RGB")

    expected = mask_of(outline, 40, 20, Affine.scaling(2)).convert("RGB")
    assert drawn(paint, scale=2).tobytes() == expected.tobytes()


def test_a_mask_of_nothing_is_empty(drawn: Any) -> None:
    def paint(card: Card, context: ElementContext) -> Image.Image:
        return context.mask(rectangle(Box(50, 50, 1, 1))).convert("RGB")

    assert drawn(paint).getcolors() == [(200, (0, 0, 0))]


def test_marks_become_pixels(drawn: Any) -> None:
    def paint(card: Card, context: ElementContext) -> Image.Image:
        left = Shape(rectangle(Box(0, 0, 10, 10)), parse_colour("red"))
        image = context.rasterize([left])
        assert (image.mode, image.size) == ("RGBA", context.pixels)
        assert image.getpixel((image.width - 1, 0))[3] == 0  # type: ignore[index]
        return image

    assert sorted(drawn(paint, scale=2).getcolors()) == [(400, RED), (400, (255, 255, 255))]


@pytest.mark.parametrize(
    ("properties", "top", "bottom"),
    [({}, 30, 70), ({"vertical_align": "top"}, 0, 45), ({"vertical_align": "bottom"}, 55, 100)],
)
def test_text_is_set_in_a_box(
    drawn: Any, properties: dict[str, Any], top: int, bottom: int
) -> None:
    boxes: list[Any] = []

    def paint(card: Card, context: ElementContext) -> Any:
        marks = context.text(card.text, Box(40, 0, 60, 100), font_size=20, **properties)
        image = context.rasterize(marks)
        boxes.append(image.getbbox())
        return image

    drawn(paint, width=100, height=100, text="H")
    left, upper, right, lower = boxes[0]
    assert 40 <= left < 70 < right <= 100
    assert top <= upper < lower <= bottom


def test_text_means_the_same_in_designs_of_any_version(install: Install) -> None:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[ElementType], None]) -> None:
            register(ElementType("card", Card, self.paint))

        def paint(self, card: Card, context: ElementContext) -> Any:
            return context.text("wide", letter_spacing=0.5, font_size=8)

    install(Plugin())
    card = {"type": "card", "width": 60, "height": 20}
    page = {"width": 60, "height": 20, "pages": [{"children": [card]}]}
    drawn = {Renderer().render({**page, **more}).tobytes() for more in ({}, {"schemaVersion": 4})}
    assert len(drawn) == 1


def test_text_too_long_for_its_box_shrinks(drawn: Any) -> None:
    boxes: list[Any] = []

    def paint(card: Card, context: ElementContext) -> Any:
        image = context.rasterize(context.text("Incomprehensibility", font_size=50))
        boxes.append(image.getbbox())
        return image

    drawn(paint, width=100, height=20)
    left, upper, right, lower = boxes[0]
    assert right - left > 50
    assert 0 <= upper < lower <= 20


@pytest.mark.parametrize(("pure", "most"), [(True, 2), (False, 5)])
def test_pictures_are_kept_unless_they_depend_on_more(
    install: Install, pure: bool, most: int
) -> None:
    calls = []

    def paint(card: Card, context: ElementContext) -> Image.Image:
        calls.append(card)
        return red(card, context)

    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[ElementType], None]) -> None:
            register(ElementType("card", Card, paint, pure=pure))

    install(Plugin())
    page = {"width": 20, "height": 10, "pages": [{"children": [{"type": "card"}]}]}
    renderer = Renderer()
    assert len({renderer.render(page).tobytes() for _ in range(5)}) == 1
    assert len(calls) == most


def test_a_painter_that_takes_too_long_can_be_stopped(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("renderer.time_limit.time", SimpleNamespace(monotonic=lambda: now[0]))

    def paint(card: Card, context: ElementContext) -> None:
        context.check_time()
        now[0] += 0.1
        context.check_time()

    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[ElementType], None]) -> None:
            register(ElementType("card", Card, paint))  # type: ignore[arg-type]

    install(Plugin())
    page = {"width": 20, "height": 10, "pages": [{"children": [{"type": "card"}]}]}
    with pytest.raises(
        TimeLimitError, match=r"children\[0\] \(card\): takes longer than the 0.1 s"
    ):
        Renderer(limits=Limits(picture_seconds=0.1)).render(page)


def test_an_enormous_picture_is_refused_before_it_is_made(install: Install) -> None:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[ElementType], None]) -> None:
            register(ElementType("card", Card, red))

    install(Plugin())
    card = {"type": "card", "width": 2000, "height": 1000}
    page = {"width": 20, "height": 10, "pages": [{"children": [card]}]}
    small = Renderer(limits=Limits(effect_pixels=1_000_000))
    place = r"pages\[0\]\.children\[0\] \(card\): its picture would take 2,000 x 1,000 pixels"
    with pytest.raises(LimitError, match=place):
        small.render(page)


@pytest.mark.parametrize("kind", ["figure", "line", "text"])
def test_a_size_below_nothing_is_reported(kind: str) -> None:
    element = {"type": kind, "text": "Lamp", "width": -50, "height": -0.5}
    drawn = Renderer().draw({"width": 20, "height": 10, "pages": [{"children": [element]}]})
    assert [str(issue) for issue in drawn.issues] == [
        "pages[0].children[0]: width is -50; a size of 0 or more is expected",
        "pages[0].children[0]: height is -0.5; a size of 0 or more is expected",
    ]
