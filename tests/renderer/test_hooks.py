"""A stranger's plugin comes in through the built-ins' hooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PIL import Image

from renderer import (
    Element,
    ElementType,
    FontProvider,
    OutputFormat,
    Renderer,
    hookimpl,
)
from renderer.context import ElementContext
from renderer.fonts.bundled import bundled_font_folder
from renderer.fonts.request import FontAnswer, FontFile, FontRequest, FontSettings
from renderer.layers import Mark, Raster
from renderer.plugins import Registry, load_plugins

Install = Callable[[Any], None]


def design(*children: dict[str, Any]) -> dict[str, Any]:
    return {"width": 20, "height": 10, "pages": [{"children": list(children)}]}


class Swatch(Element, frozen=True, kw_only=True, rename="camel"):
    swatch_colour: str = "red"


def paint_swatch(element: Swatch, context: ElementContext) -> list[Mark]:
    return [Raster(Image.new("RGBA", (4, 4), element.swatch_colour))]


class SwatchPlugin:
    @hookimpl
    def register_element_types(self, register: Callable[[ElementType], None]) -> None:
        register(ElementType("swatch", Swatch, paint_swatch))


def test_an_element_type_is_drawn(install: Install) -> None:
    install(SwatchPlugin())
    swatch = {"type": "swatch", "x": 3, "y": 2, "swatchColour": "lime"}
    image = Renderer().render(design(swatch))
    assert image.getpixel((2, 2)) == (255, 255, 255)
    assert image.getpixel((3, 2)) == (0, 255, 0)


def test_a_font_provider_is_asked_before_the_bundled_fonts(install: Install) -> None:
    asked: list[FontRequest] = []

    def open_provider(settings: FontSettings) -> Callable[[FontRequest], FontAnswer | None]:
        bold = (bundled_font_folder() / "roboto" / "Roboto-Bold.ttf").read_bytes()

        def find(request: FontRequest) -> FontAnswer | None:
            asked.append(request)
            return FontAnswer(FontFile("brand", bold)) if request.family == "Brand" else None

        return find

    class BrandPlugin:
        @hookimpl
        def register_font_providers(self, register: Callable[[FontProvider], None]) -> None:
            register(FontProvider("brand", open_provider))

    install(BrandPlugin())
    text = {"type": "text", "text": "ad", "width": 20, "fontFamily": "Brand", "fontWeight": "bold"}
    drawn = Renderer().draw(design(text))
    assert FontRequest("Brand", 700) in asked
    assert drawn.issues == ()


def test_an_output_format_encodes(install: Install) -> None:
    class HexPlugin:
        @hookimpl
        def register_output_formats(self, register: Callable[[OutputFormat], None]) -> None:
            register(OutputFormat("hex", lambda image: image.tobytes().hex().encode(), (".hex",)))

    install(HexPlugin())
    encode = load_plugins().output_formats["hex"].encode
    assert encode(Image.new("RGB", (1, 1), "red")) == b"ff0000"


def test_the_registry_knows_whose_each_name_is(install: Install) -> None:
    install(SwatchPlugin())
    owners = load_plugins().owners
    assert owners["register_element_types", "swatch"] == "stranger"
    assert owners["register_element_types", "text"] == "renderer.elements.text"


def test_every_built_in_comes_through_the_hooks() -> None:
    registry: Registry = load_plugins()
    assert set(registry.element_types) >= {"text", "image", "svg", "figure", "line", "group"}
    assert set(registry.font_providers) >= {"folders", "bundled"}
    assert set(registry.output_formats) >= {"png", "jpeg", "webp"}
