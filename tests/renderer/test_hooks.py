"""A stranger's plugin comes in through the built-ins' hooks."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from renderer import (
    DesignError,
    Element,
    ElementType,
    Filter,
    FilterSettings,
    FontProvider,
    FormatContext,
    GlyphRun,
    Issue,
    OutputFormat,
    Renderer,
    ValueFormat,
    encode,
    hookimpl,
)
from renderer.context import ElementContext
from renderer.fonts.bundled import bundled_font_folder
from renderer.fonts.file import FontFile
from renderer.fonts.request import FontAnswer, FontRequest, FontSettings
from renderer.layers import Mark, Raster
from renderer.plugins import Registry, load_plugins

Install = Callable[[Any], None]


def design(*children: dict[str, Any]) -> dict[str, Any]:
    return {"width": 20, "height": 10, "pages": [{"children": list(children)}]}


def pixel(colour: str) -> str:
    data = base64.b64encode(encode(Image.new("RGB", (1, 1), colour)))
    return f"data:image/png;base64,{data.decode()}"


class Swatch(Element, frozen=True, kw_only=True, rename="camel"):
    swatch_colour: str = "red"


def paint_swatch(element: Swatch, context: ElementContext) -> list[Mark]:
    return [Raster(Image.new("RGBA", (4, 4), element.swatch_colour))]


class SwatchPlugin:
    @hookimpl
    def register_element_types(self, register: Callable[[ElementType], None]) -> None:
        register(ElementType("swatch", Swatch, paint_swatch))


def test_a_painter_can_be_called_by_itself(install: Install) -> None:
    install(SwatchPlugin())
    issues: list[Issue] = []
    context = Renderer().element_context(40, 20, scale=2, report_issue=issues.append)
    assert context.pixels == (80, 40)
    assert paint_swatch(Swatch(), context)
    context.colour("loud", "swatchColour")
    assert [issue.kind for issue in issues] == ["unknown-colour"]
    (words, *_) = context.text("9.99", font_size=10)
    assert isinstance(words, GlyphRun)


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


class Tint(FilterSettings, frozen=True, kw_only=True, rename="camel"):
    tint_colour: str = "red"


class TintPlugin:
    @hookimpl
    def register_filters(self, register: Callable[[Filter], None]) -> None:
        register(Filter("tint", self.tint, Tint))

    def tint(self, image: Image.Image, settings: Tint) -> Image.Image:
        over = Image.new("RGB", image.size, settings.tint_colour)
        return Image.blend(image, over, settings.intensity)


def test_a_filter_works_on_an_elements_colours(install: Install) -> None:
    install(TintPlugin())
    words = {"type": "text", "text": "ad", "width": 20, "fontSize": 12, "fill": "blue"}
    tinted = {**words, "filters": {"tint": {"intensity": 1, "tintColour": "indigo"}}}
    renderer = Renderer()
    as_indigo = renderer.render(design({**words, "fill": "indigo"}))
    assert renderer.render(design(tinted)).tobytes() == as_indigo.tobytes()


def test_filters_of_plugins_and_built_in_ones_follow_each_other(install: Install) -> None:
    install(TintPlugin())
    swatch = {"type": "image", "src": pixel("black"), "width": 20, "height": 10}
    for filters, expected in (
        ({"tint": {"intensity": 1}, "white": {}, "saturation": {"intensity": -1}}, (54, 54, 54)),
        ({"saturation": {"intensity": -1}, "white": {}, "tint": {"intensity": 1}}, (255, 0, 0)),
    ):
        assert (
            Renderer().render(design({**swatch, "filters": filters})).getpixel((5, 5)) == expected
        )


def test_a_filters_settings_are_typed(install: Install) -> None:
    install(TintPlugin())
    wrong = {"type": "text", "text": "ad", "filters": {"tint": {"tintColour": 7}}}
    place = r"^pages\[0\]\.children\[0\]\.filters\.tint\.tintColour is 7; text is expected$"
    with pytest.raises(DesignError, match=place):
        Renderer().render(design(wrong))


def test_a_filter_nobody_has_is_left_out_and_reported() -> None:
    glitter = {"type": "text", "text": "ad", "filters": {"glitter": {}}}
    (issue,) = Renderer().draw(design(glitter)).issues
    assert issue.place == "pages[0].children[0].filters.glitter"


def test_an_output_format_encodes(install: Install) -> None:
    class HexPlugin:
        @hookimpl
        def register_output_formats(self, register: Callable[[OutputFormat], None]) -> None:
            register(OutputFormat("hex", lambda image: image.tobytes().hex().encode(), (".hex",)))

    install(HexPlugin())
    to_hex = load_plugins().output_formats["hex"].encode
    assert to_hex(Image.new("RGB", (1, 1), "red")) == b"ff0000"


def test_the_registry_knows_whose_each_name_is(install: Install) -> None:
    install(SwatchPlugin())
    owners = load_plugins().owners
    assert owners["register_element_types", "swatch"] == "stranger"
    assert owners["register_element_types", "text"] == "renderer.elements.text"


def test_every_built_in_comes_through_the_hooks() -> None:
    registry: Registry = load_plugins()
    assert set(registry.element_types) >= {"text", "image", "svg", "figure", "line", "group"}
    assert set(registry.filters) >= {"warm", "sepia", "brightness"}
    assert set(registry.font_providers) >= {"folders", "bundled"}
    assert set(registry.output_formats) >= {"png", "jpeg", "webp"}
    assert set(registry.value_formats) >= {"currency", "date", "truncate"}


class StarsPlugin:
    @hookimpl
    def register_value_formats(self, register: Callable[[ValueFormat], None]) -> None:
        register(ValueFormat("stars", self.stars))

    def stars(self, value: Any, context: FormatContext, of: int = 5) -> str:
        return "*" * int(context.number(value)) + "." * (int(of) - int(context.number(value)))


def test_a_value_format_is_known_to_templates_of_a_renderer(install: Install) -> None:
    install(StarsPlugin())
    words = {"type": "text", "text": "{{rating | stars}} {{rating | stars: 3}}"}
    resolved = Renderer().template(design(words)).resolve({"rating": "3"})
    assert resolved.design["pages"][0]["children"][0]["text"] == "***.. ***"


def test_a_value_format_that_fails_is_an_issue(install: Install) -> None:
    install(StarsPlugin())
    words = {"type": "text", "text": "{{rating | stars: 'many'}}"}
    resolved = Renderer().template(design(words)).resolve({"rating": 3})
    (issue,) = resolved.issues
    assert issue.kind == "bad-value"
    assert issue.message.startswith("stars: invalid literal for int()")
