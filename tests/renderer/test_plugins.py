"""A plugin that breaks its contract is named, and harms nobody else."""

from __future__ import annotations

import json
import logging
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

import renderer
from renderer import (
    PLUGIN_CONTRACT,
    DesignError,
    Element,
    ElementType,
    Filter,
    FontProvider,
    FontRequest,
    FontSettings,
    OutputError,
    OutputFormat,
    PluginError,
    Renderer,
    ValueFormat,
    encode,
    hookimpl,
)
from renderer.cli import app
from renderer.layers import Mark, Raster, Shape, Stencil
from renderer.paint.colour import BLACK
from renderer.plugins import Registry, load_plugins

Install = Callable[..., None]

RED = (255, 0, 0)
PLACE = r"pages\[0\]\.children\[0\] \(swatch\)"
FIGURE = {"type": "figure", "width": 20, "height": 10, "fill": "red"}


class Swatch(Element, frozen=True):
    """The plainest element."""


def raises(*given: Any) -> Any:
    return 1 / 0


def swatch(paint: Callable[..., Any], **more: Any) -> ElementType:
    return ElementType("swatch", Swatch, paint, **more)


def registering(*entries: Any) -> Any:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[Any], None]) -> None:
            for entry in entries:
                register(entry)

    return Plugin()


def design(*children: dict[str, Any]) -> dict[str, Any]:
    return {"width": 20, "height": 10, "pages": [{"children": list(children)}]}


def draws(renderer: Renderer) -> bool:
    return renderer.render(design(FIGURE)).getpixel((10, 5)) == RED


def failure(registry: Registry) -> str:
    (error,) = registry.failures
    assert error.plugin == "stranger"
    return str(error)


def test_a_plugin_that_cannot_be_imported_is_named(install: Install) -> None:
    install(ImportError("no module named libbrand"))
    message = failure(load_plugins())
    assert message == "plugin 'stranger', import: ImportError: no module named libbrand"
    assert draws(Renderer())


def leaves(element: Element, context: Any) -> Any:
    sys.exit("no licence")


def test_a_plugin_cannot_end_the_process(install: Install) -> None:
    install(registering(swatch(leaves)))
    with pytest.raises(PluginError, match=f"paint of {PLACE}: SystemExit: no licence"):
        Renderer().render(design({"type": "swatch"}))
    install(SystemExit("no licence"))
    assert failure(load_plugins()) == "plugin 'stranger', import: SystemExit: no licence"


def test_a_taken_name_stays_with_its_owner(install: Install) -> None:
    install(registering(ElementType("figure", Swatch, lambda element, context: ())))
    assert failure(load_plugins()) == (
        "plugin 'stranger', register_element_types: "
        "the name 'figure' is already taken by 'renderer.elements.figure'"
    )
    assert draws(Renderer())


def test_a_thing_of_the_wrong_kind_is_refused(install: Install) -> None:
    install(registering("text"))
    assert failure(load_plugins()).endswith("registered 'text'; ElementType is expected")


@pytest.mark.parametrize("name", ["", None, 7])
def test_a_name_that_is_none_is_refused(install: Install, name: Any) -> None:
    install(registering(ElementType(name, Swatch, raises)))
    assert failure(load_plugins()).endswith(f"registered a name {name!r}; a text is expected")


def test_a_model_that_is_no_element_is_refused() -> None:
    with pytest.raises(TypeError, match=r"a subclass of renderer\.Element"):
        ElementType("swatch", dict, lambda element, context: ())  # type: ignore[arg-type]


def test_a_hook_that_raises_is_named(install: Install) -> None:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[Any], None]) -> None:
            raise KeyError("configuration")

    install(Plugin())
    message = failure(load_plugins())
    assert message == "plugin 'stranger', register_element_types: KeyError: 'configuration'"


def test_a_hook_of_another_shape_is_named(install: Install) -> None:
    class Plugin:
        @hookimpl
        def register_element_types(self, catalogue: Any) -> None: ...

    install(Plugin())
    assert "'stranger', import: PluginValidationError" in failure(load_plugins())


def test_what_was_registered_before_a_failure_lives_on(install: Install) -> None:
    install(registering(swatch(lambda element, context: ()), "text"))
    assert "swatch" in load_plugins().element_types


def test_a_missing_type_is_explained_by_the_plugin_that_failed(install: Install) -> None:
    install(registering("text"))
    with pytest.raises(DesignError, match="plugin 'stranger', register_element_types"):
        Renderer().render(design({"type": "swatch"}))


def test_two_plugins_of_one_name_are_told_apart(install: Install) -> None:
    first, second = registering(swatch(lambda element, context: ())), registering()
    install(first, second, names=("stranger", "stranger"))
    registry = load_plugins()
    assert "'stranger', import: ValueError: Plugin name already registered" in failure(registry)
    assert "swatch" in registry.element_types


@pytest.mark.parametrize("written_for", [PLUGIN_CONTRACT, "1.0"])
def test_a_plugin_of_this_contract_is_loaded(install: Install, written_for: str) -> None:
    plugin = registering(swatch(lambda element, context: ()))
    plugin.renderer_contract = written_for
    install(plugin)
    assert load_plugins().failures == []


@pytest.mark.parametrize(
    ("written_for", "problem"),
    [
        ("1.99", "is 1.99, this renderer's is 1.0; stranger needs a newer feedloom-renderer"),
        ("2.0", "is 2.0, this renderer's is 1.0; stranger needs a newer feedloom-renderer"),
        ("0.9", "is 0.9, this renderer's is 1.0; a newer version of stranger is needed"),
        ("new", "is 'new'; two numbers such as '1.0' are expected"),
        (1, "is 1; two numbers such as '1.0' are expected"),
    ],
)
def test_a_plugin_of_another_contract_is_left_out(
    install: Install, written_for: object, problem: str
) -> None:
    plugin = registering(swatch(lambda element, context: ()))
    plugin.renderer_contract = written_for
    install(plugin)
    registry = load_plugins()
    assert failure(registry) == f"plugin 'stranger', renderer_contract: {problem}"
    assert "swatch" not in registry.element_types
    assert draws(Renderer())


def test_a_hook_of_a_later_contract_is_named_and_the_others_work(install: Install) -> None:
    class Plugin:
        @hookimpl
        def register_holograms(self, register: Any) -> None: ...

        @hookimpl
        def register_element_types(self, register: Callable[[Any], None]) -> None:
            register(swatch(lambda element, context: ()))

    install(Plugin())
    registry = load_plugins()
    assert failure(registry).startswith("plugin 'stranger', register_holograms: contract 1.0 has")
    assert "swatch" in registry.element_types


def two(install: Install) -> None:
    other = ElementType("other", Swatch, lambda element, context: ())
    install(registering(swatch(raises)), registering(other), names=("stranger", "neighbour"))


def test_plugins_can_be_limited(install: Install) -> None:
    two(install)
    assert set(load_plugins(["neighbour"]).element_types) & {"swatch", "other"} == {"other"}
    with pytest.raises(DesignError, match="type is 'swatch'"):
        Renderer(plugins=["neighbour"]).render(design({"type": "swatch"}))
    assert draws(Renderer(plugins=()))


def test_plugins_can_be_blocked(install: Install) -> None:
    two(install)
    assert set(load_plugins(blocked=["neighbour"]).element_types) & {"swatch", "other"} == {
        "swatch"
    }
    with pytest.raises(DesignError, match="type is 'swatch'"):
        Renderer(blocked_plugins=["stranger"]).render(design({"type": "swatch"}))


def test_a_blocked_plugin_is_not_even_imported(install: Install) -> None:
    install(ImportError("imported all the same"))
    assert load_plugins(blocked=["stranger"]).failures == []
    assert load_plugins(only=()).failures == []


def test_built_ins_can_be_blocked() -> None:
    with pytest.raises(DesignError, match="type is 'svg'"):
        Renderer(blocked_plugins=["renderer.elements.svg"]).render(design({"type": "svg"}))


@pytest.mark.parametrize(
    ("variable", "value", "loaded"),
    [
        ("RENDERER_PLUGINS", "neighbour", {"other"}),
        ("RENDERER_PLUGINS", "stranger, neighbour", {"swatch", "other"}),
        ("RENDERER_PLUGINS", "", set()),
        ("RENDERER_BLOCKED_PLUGINS", "neighbour", {"swatch"}),
        ("RENDERER_BLOCKED_PLUGINS", "neighbour,stranger", set()),
    ],
)
def test_the_environment_limits_and_blocks(
    install: Install,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    loaded: set[str],
) -> None:
    two(install)
    monkeypatch.setenv(variable, value)
    assert set(load_plugins().element_types) & {"swatch", "other"} == loaded


def test_a_plugin_asked_for_that_is_not_there_is_named(install: Install) -> None:
    two(install)
    (error,) = load_plugins(["missing"]).failures
    assert str(error) == (
        "plugin 'missing', import: is not installed; one of neighbour, stranger is expected"
    )


def test_plugins_are_loaded_once(install: Install) -> None:
    two(install)
    assert load_plugins() is load_plugins()
    assert load_plugins(["neighbour"]) is not load_plugins()


def test_importing_the_renderer_loads_no_plugin() -> None:
    code = "import sys, renderer; renderer.hookimpl; sys.exit('renderer.plugins' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_calls_are_traced_on_demand(
    install: Install, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(registering(swatch(raises)))
    renderer = Renderer()
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("RENDERER_TRACE_PLUGINS", "1")
    with pytest.raises(PluginError):
        renderer.render(design(FIGURE, {"type": "swatch"}))
    said = re.sub(r"[\d.]+ ms", "N ms", capsys.readouterr().err)
    place = "pages[0].children"
    assert f"renderer.elements.figure: paint of {place}[0] (figure), N ms\n" in said
    assert f"stranger: paint of {place}[1] (swatch), N ms: ZeroDivisionError: division" in said


def test_a_failure_is_logged_once_for_each_renderer(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install(registering("text"))
    with caplog.at_level(logging.WARNING, "renderer"):
        renderer = Renderer()
        assert draws(renderer)
        assert draws(renderer)
    assert [record.getMessage()[:17] for record in caplog.records] == ["plugin 'stranger'"]


def test_the_command_lists_the_others_and_fails(install: Install) -> None:
    install(registering(swatch(lambda element, context: ()), "text"))
    result = CliRunner().invoke(app, ["plugins"])
    assert result.exit_code == 1
    assert ["swatch", "stranger"] in [line.split() for line in result.stdout.splitlines()]
    assert result.stderr.startswith("plugin 'stranger', register_element_types")


def test_the_command_describes_plugins_as_json(install: Install) -> None:
    install(registering(swatch(raises), "text"))
    result = CliRunner().invoke(app, ["plugins", "--json"])
    told = json.loads(result.stdout)
    assert told["contract"] == PLUGIN_CONTRACT
    (stranger,) = (one for one in told["plugins"] if not one["built_in"])
    assert stranger["registers"] == {"element_types": ["swatch"]}
    (failed,) = told["failures"]
    assert (failed["plugin"], failed["hook"]) == ("stranger", "register_element_types")
    assert result.exit_code == 1


def test_the_command_names_versions() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "renderer.cli", "--plugins", "", "plugins", "--json"],
        capture_output=True,
        check=True,
    )
    versions = {(one["distribution"], one["version"]) for one in json.loads(done.stdout)["plugins"]}
    assert versions == {("feedloom-renderer", renderer.__version__)}


@pytest.mark.parametrize(
    ("option", "names", "left"),
    [
        ("--block-plugins", "renderer.elements.svg, renderer.output", "renderer.elements.text"),
        ("--plugins", "", "renderer.elements.svg"),
    ],
)
def test_the_command_line_limits_and_blocks(option: str, names: str, left: str) -> None:
    command = [sys.executable, "-m", "renderer.cli", option, names, "plugins", "--json"]
    done = subprocess.run(command, capture_output=True, check=True)
    loaded = {one["name"]: one["built_in"] for one in json.loads(done.stdout)["plugins"]}
    assert left in loaded
    assert not {name.strip() for name in names.split(",")} & set(loaded)
    assert all(loaded.values()) or option == "--block-plugins"


@pytest.mark.parametrize(
    ("encode_hex", "problem"),
    [(lambda image: 1 / 0, "ZeroDivisionError"), (lambda image: "ff", "gave 'ff'; bytes are")],
)
def test_a_format_that_fails_is_named(
    install: Install, encode_hex: Callable[..., Any], problem: str
) -> None:
    class Plugin:
        @hookimpl
        def register_output_formats(self, register: Callable[[Any], None]) -> None:
            register(OutputFormat("hex", encode_hex))

    install(Plugin())
    with pytest.raises(PluginError, match=f"plugin 'stranger', encode as hex: .*{problem}"):
        encode(Image.new("RGB", (1, 1)), "hex")


def test_a_renderer_encodes_with_its_own_plugins_formats_alone(install: Install) -> None:
    class Plugin:
        @hookimpl
        def register_output_formats(self, register: Callable[[Any], None]) -> None:
            register(OutputFormat("hex", lambda image: image.tobytes().hex().encode()))

    install(Plugin())
    image = Image.new("RGB", (1, 1), "red")
    assert encode(image, "hex") == Renderer().encode(image, "HEX") == b"ff0000"
    with pytest.raises(OutputError, match="format is 'hex'; one of avif, jpeg, pdf"):
        Renderer(plugins=()).encode(image, "hex")


def opens_nothing(settings: FontSettings) -> Any:
    raise KeyError("BRAND_FONTS")


def answers(answer: Callable[[FontRequest], Any]) -> Callable[[FontSettings], Any]:
    return lambda settings: lambda request: answer(request)


@pytest.mark.parametrize(
    ("open_fonts", "problem"),
    [
        (opens_nothing, "open of brand: KeyError: 'BRAND_FONTS'"),
        (answers(lambda request: 1 / 0), "font 'Roboto' of brand: ZeroDivisionError"),
        (answers(lambda request: "a.ttf"), "font 'Roboto' of brand: .* FontAnswer or None is"),
    ],
)
def test_a_font_provider_that_fails_is_named(
    install: Install, open_fonts: Any, problem: str
) -> None:
    class Plugin:
        @hookimpl
        def register_font_providers(self, register: Callable[[Any], None]) -> None:
            register(FontProvider("brand", open_fonts, rank=1))

    install(Plugin())
    with pytest.raises(PluginError, match=f"plugin 'stranger', {problem}"):
        Renderer().render(design({"type": "text", "text": "ad"}))


@pytest.mark.parametrize(
    ("apply", "problem"),
    [
        (raises, "odd: plugin 'stranger', format odd: ZeroDivisionError: division by zero; shown"),
        (lambda value, context: b"1", "odd: plugin 'stranger', format odd: .*gave b'1'; a text"),
        (lambda value, context: context.number("x"), "^odd: (?!plugin)"),
    ],
)
def test_a_format_of_values_that_fails_is_an_issue_that_names_it(
    install: Install, apply: Callable[..., Any], problem: str
) -> None:
    class Plugin:
        @hookimpl
        def register_value_formats(self, register: Callable[[Any], None]) -> None:
            register(ValueFormat("odd", apply))

    install(Plugin())
    words = {"type": "text", "text": "{{ price | odd }}, {{ name }}"}
    resolved = Renderer().template(design(words)).resolve({"price": 7, "name": "Lamp"})
    assert resolved.design["pages"][0]["children"][0]["text"] == "7, Lamp"
    (issue,) = resolved.issues
    assert re.search(problem, issue.message)


@pytest.mark.parametrize(("name", "suffix"), [("Hex", ".hex"), ("hex", ".HEX"), ("hex", "hex")])
def test_a_format_that_nobody_could_name_is_refused(name: str, suffix: str) -> None:
    with pytest.raises(ValueError, match="is expected"):
        OutputFormat(name, lambda image: b"", (suffix,))


@pytest.mark.parametrize(
    ("paint", "problem"),
    [
        (raises, "ZeroDivisionError: division by zero"),
        (lambda element, context: [b"pixels"], "painted"),
        (lambda element, context: None, "painted None; an image, a mark, or several of them are"),
        (lambda element, context: "red", "painted 'r'; an image, a mark"),
        (lambda element, context: Image.new("RGB", (9, 9)), "painted 9 x 9 pixels; 100 x 100 are"),
        (lambda element, context: Image.new("L", (100, 100)), "an image of mode 'L'; RGBA or RGB"),
        (lambda element, context: context.text("ad", font="Roboto"), "argument 'font'"),
        (lambda element, context: [Raster(Image.new("P", (1, 1)))], "an image of mode 'P'"),
        (lambda element, context: [Stencil(Image.new("RGB", (1, 1)), BLACK)], "mode 'RGB'; L is"),
        (lambda element, context: [Raster(Image.new("RGBA", (1, 1)), scale=0)], "a scale of 0"),
        (lambda element, context: [Shape("outline", BLACK)], "AttributeError"),
    ],
)
def test_a_painter_that_fails_is_named_and_harms_no_other_design(
    install: Install, paint: Callable[..., Any], problem: str
) -> None:
    install(registering(swatch(paint)))
    renderer = Renderer()
    with pytest.raises(PluginError, match=f"plugin 'stranger', paint of {PLACE}: .*{problem}"):
        renderer.render(design({"type": "swatch"}))
    assert draws(renderer)


@pytest.mark.parametrize(
    ("apply", "problem"),
    [
        (raises, "ZeroDivisionError: division by zero"),
        (lambda image, settings: None, "gave None; an image is expected"),
        (lambda image, settings: image.convert("L"), "of mode L; .* of mode RGB are expected"),
        (lambda image, settings: image.resize((1, 1)), "gave 1 x 1 pixels of mode RGB; 20 x"),
    ],
)
def test_a_filter_that_fails_is_named_and_harms_no_other_design(
    install: Install, apply: Callable[..., Any], problem: str
) -> None:
    class Plugin:
        @hookimpl
        def register_filters(self, register: Callable[[Any], None]) -> None:
            register(Filter("odd", apply))

    install(Plugin())
    renderer = Renderer()
    words = {"type": "text", "text": "ad", "width": 20, "height": 10, "filters": {"odd": {}}}
    where = r"filter odd of pages\[0\]\.children\[0\] \(text\)"
    with pytest.raises(PluginError, match=f"plugin 'stranger', {where}: .*{problem}"):
        renderer.render(design(words))
    assert draws(renderer)


@pytest.mark.parametrize("named", [None, "photo.jpg", [7]])
def test_sources_that_are_no_urls_are_named(install: Install, named: Any) -> None:
    install(registering(swatch(lambda element, context: (), sources=lambda element: named)))
    with pytest.raises(PluginError, match=f"'stranger', sources of {PLACE}: TypeError"):
        Renderer().render(design({"type": "swatch"}))


def test_a_painter_may_say_what_is_wrong_with_the_design(install: Install) -> None:
    def paint(element: Swatch, context: Any) -> Any:
        raise DesignError(f"{context.place}.colour", "is 'loud'", "a colour is expected")

    install(registering(swatch(paint)))
    message = r"^pages\[0\]\.children\[0\]\.colour is 'loud'; a colour is expected$"
    with pytest.raises(DesignError, match=message):
        Renderer().render(design({"type": "swatch"}))


class Checked(Element, frozen=True, kw_only=True):
    sold: int = 0

    def __post_init__(self) -> None:
        if self.sold > 100:
            raise ValueError(f"sold is {self.sold}; 0 to 100 is expected")


def test_a_model_may_check_itself(install: Install) -> None:
    install(registering(ElementType("swatch", Checked, lambda element, context: ())))
    message = r"^pages\[0\]\.children\[0\]\.sold is 101; 0 to 100 is expected$"
    with pytest.raises(DesignError, match=message):
        Renderer().render(design({"type": "swatch", "sold": 101}))


@pytest.mark.parametrize(
    "mark",
    [Raster(Image.new("RGBA", (0, 5))), Stencil(Image.new("L", (5, 0)), BLACK)],
    ids=lambda mark: type(mark).__name__,
)
def test_pixels_without_a_size_draw_nothing(install: Install, mark: Mark) -> None:
    install(registering(swatch(lambda element, context: [mark])))
    turned = {"type": "swatch", "rotation": 20, "shadowEnabled": True}
    assert Renderer().render(design(turned)).getcolors() == [(200, (255, 255, 255))]


@pytest.mark.parametrize(("missing", "pixel"), [("skip", RED), ("placeholder", (230, 230, 230))])
@pytest.mark.parametrize(
    "odd",
    [
        {"paint": raises},
        {"paint": lambda element, context: None},
        {"paint": lambda element, context: [Shape("outline", BLACK)]},
        {"paint": lambda element, context: (), "sources": raises},
    ],
)
def test_other_elements_are_drawn_without_the_one_whose_plugin_fails(
    install: Install, odd: dict[str, Any], missing: Any, pixel: tuple[int, ...]
) -> None:
    install(registering(swatch(**odd)))
    drawn = Renderer(missing=missing).draw(design(FIGURE, {"type": "swatch", "x": 10}))
    assert drawn.image.getpixel((2, 2)) == RED
    if "sources" not in odd:
        (issue,) = drawn.issues
        assert (issue.place, issue.kind) == ("pages[0].children[1]", "plugin-failed")
        assert issue.message.startswith("plugin 'stranger', paint of pages[0].children[1] (swatch)")
        assert drawn.image.getpixel((14, 8)) == pixel


def test_a_painter_may_yield_its_marks(install: Install) -> None:
    install(registering(swatch(lambda element, context: iter([Raster(Image.new("RGB", (4, 4)))]))))
    assert Renderer().render(design({"type": "swatch"})).getpixel((1, 1)) == (0, 0, 0)


def test_what_a_plugin_did_wrong_survives_the_border_of_a_process() -> None:
    error = PluginError("stars", "paint of pages[0]", "gave 3")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.plugin, copy.hook) == (str(error), "stars", "paint of pages[0]")
