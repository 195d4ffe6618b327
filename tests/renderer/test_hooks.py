"""A stranger's plugin comes in through the built-ins' hooks, and can't do harm unseen."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from renderer import (
    Element,
    ElementType,
    FontProvider,
    OutputFormat,
    PluginError,
    Renderer,
    hookimpl,
)
from renderer.context import ElementContext
from renderer.fonts.bundled import bundled_font_folder
from renderer.fonts.request import FontAnswer, FontFile, FontRequest, FontSettings
from renderer.layers import Mark, Raster
from renderer.plugins import Registry, load_plugins

Install = Callable[[Any], None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Makes an object the only installed plugin, named "stranger"."""

    def install(plugin: Any) -> None:
        point = SimpleNamespace(name="stranger", load=lambda: plugin)
        monkeypatch.setattr("renderer.plugins.entry_points", lambda group: [point])

    return install


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


def registering(entry: Any) -> Any:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[Any], None]) -> None:
            register(entry)

    return Plugin()


def failing(install: Install, plugin: Any) -> str:
    install(plugin)
    with pytest.raises(PluginError) as caught:
        load_plugins()
    return str(caught.value)


def test_a_taken_name_is_refused_and_the_plugin_named(install: Install) -> None:
    message = failing(install, registering(ElementType("text", Swatch, paint_swatch)))
    assert message == "plugin 'stranger', register_element_types: the name 'text' is already taken"


def test_a_thing_of_the_wrong_kind_is_refused(install: Install) -> None:
    message = failing(install, registering("text"))
    assert message.endswith("registered 'text'; ElementType is expected")


def test_a_hook_that_raises_is_named(install: Install) -> None:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[Any], None]) -> None:
            raise KeyError("configuration")

    message = failing(install, Plugin())
    assert message == "plugin 'stranger', register_element_types: KeyError: 'configuration'"


def test_a_plugin_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def load() -> Any:
        raise ImportError("no module named libbrand")

    point = SimpleNamespace(name="stranger", load=load)
    monkeypatch.setattr("renderer.plugins.entry_points", lambda group: [point])
    with pytest.raises(PluginError, match="'stranger', import: ImportError: no module named"):
        load_plugins()


def test_a_painter_that_returns_no_marks_is_named(install: Install) -> None:
    install(registering(ElementType("swatch", Swatch, lambda element, context: [b"pixels"])))
    with pytest.raises(PluginError, match=r"'swatch', paint of pages\[0\].children\[0\]"):
        Renderer().render(design({"type": "swatch"}))


def test_a_painter_that_raises_is_an_error_that_names_plugin_and_element(install: Install) -> None:
    install(registering(ElementType("swatch", Swatch, lambda element, context: 1 / 0)))
    with pytest.raises(PluginError, match=r"'swatch'.*pages\[0\].children\[0\].*ZeroDivisionError"):
        Renderer().render(design({"type": "swatch"}))


def test_every_built_in_comes_through_the_hooks() -> None:
    registry: Registry = load_plugins()
    assert set(registry.element_types) >= {"text", "image", "svg", "figure", "line", "group"}
    assert set(registry.font_providers) >= {"folders", "bundled"}
    assert set(registry.output_formats) >= {"png", "jpeg", "webp"}
