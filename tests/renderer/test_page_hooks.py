"""Plugins look at a page before and after it is drawn, and are told its issues."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from PIL import Image, ImageOps

from renderer import Issue, Node, Page, PageContext, PluginError, Renderer, Text, hookimpl

Install = Callable[..., None]

WHITE, RED, CYAN = (255, 255, 255), (255, 0, 0), (0, 255, 255)
FIGURE = {"type": "figure", "width": 20, "height": 10, "fill": "red"}


def design(*children: dict[str, Any]) -> dict[str, Any]:
    return {"width": 20, "height": 10, "pages": [{"children": list(children)}]}


class Halved:
    """Draws every page at half its width."""

    @hookimpl
    def before_page(self, page: Page, context: PageContext) -> Page:
        return replace(page, width=page.width / 2)


class Inverted:
    @hookimpl
    def after_page(self, image: Image.Image, context: PageContext) -> Image.Image:
        return ImageOps.invert(image)


def test_a_page_may_be_replaced_before_it_is_drawn(install: Install) -> None:
    install(Halved())
    assert Renderer().render(design(FIGURE)).size == (10, 10)


def test_elements_may_be_changed_and_added_before_a_page_is_drawn(install: Install) -> None:
    class Legal:
        @hookimpl
        def before_page(self, page: Page, context: PageContext) -> Page:
            figure = replace(
                page.nodes[0], element=msgspec.structs.replace(page.nodes[0].element, x=15.0)
            )
            words = Node("legal", "text", Text(text="ad", width=20, font_size=9, fill="red"))
            return replace(page, nodes=(figure, words))

    install(Legal())
    image = Renderer().render(design({**FIGURE, "width": 5, "fill": "blue"}))
    assert image.getpixel((2, 9)) == WHITE
    assert image.getpixel((17, 5)) == (0, 0, 255)
    assert any(r > 200 and g < 100 for _, (r, g, _) in image.getcolors() or ())


def test_a_picture_may_be_replaced_after_it_is_drawn(install: Install) -> None:
    install(Inverted())
    assert Renderer().render(design(FIGURE)).getpixel((5, 5)) == CYAN


def test_a_plugin_that_only_looks_changes_nothing(install: Install) -> None:
    seen: list[Any] = []

    class Looks:
        @hookimpl
        def before_page(self, page: Page, context: PageContext) -> None:
            seen.append((page.width, context.place, context.number, context.scale))

        @hookimpl
        def after_page(self, image: Image.Image, context: PageContext) -> None:
            seen.append(image.size)

    plain = Renderer().render(design(FIGURE), scale=2)
    install(Looks())
    assert Renderer().render(design(FIGURE), scale=2).tobytes() == plain.tobytes()
    assert seen == [(20, "pages[0]", 0, 2), (40, 20)]


def test_each_plugin_sees_what_the_one_before_it_made(install: Install) -> None:
    """In the order of their names: b turns red to cyan, c cyan's blue to nothing."""

    class NoBlue:
        @hookimpl
        def after_page(self, image: Image.Image, context: PageContext) -> Image.Image:
            red, green, _ = image.split()
            return Image.merge("RGB", (red, green, Image.new("L", image.size)))

    install(NoBlue(), Inverted(), names=("c", "b"))
    assert Renderer().render(design(FIGURE)).getpixel((5, 5)) == (0, 255, 0)
    install(NoBlue(), Inverted(), names=("a", "b"))
    assert Renderer().render(design(FIGURE)).getpixel((5, 5)) == CYAN


def test_a_plugin_may_ask_to_be_the_last(install: Install) -> None:
    class Last:
        @hookimpl(trylast=True)
        def after_page(self, image: Image.Image, context: PageContext) -> Image.Image:
            return Image.new("RGB", image.size, image.getpixel((5, 5)))

    install(Last(), Inverted(), names=("a", "b"))
    assert Renderer().render(design(FIGURE)).getpixel((19, 9)) == CYAN


def test_the_issues_of_every_picture_are_reported(install: Install) -> None:
    told: list[tuple[str, Sequence[Issue]]] = []

    class Reporter:
        @hookimpl
        def report_issues(self, issues: Sequence[Issue], context: PageContext) -> None:
            told.append((context.place, issues))

    install(Reporter())
    renderer = Renderer()
    drawn = renderer.draw(design({**FIGURE, "subType": "blob99"}))
    renderer.draw(design(FIGURE))
    assert told == [("pages[0]", drawn.issues), ("pages[0]", ())]
    assert len(drawn.issues) == 1


def test_what_was_known_of_a_picture_is_reported_first(install: Install) -> None:
    told: list[Issue] = []

    class Reporter:
        @hookimpl
        def report_issues(self, issues: Sequence[Issue], context: PageContext) -> None:
            told.extend(issues)

    install(Reporter())
    renderer = Renderer()
    children = {"type": "text", "text": "{{ price }}"}, {**FIGURE, "subType": "blob99"}
    resolved = renderer.template(design(*children)).resolve({"name": "Lamp"})
    drawn = renderer.draw(resolved.design, known=resolved.issues)
    assert tuple(told) == (*resolved.issues, *drawn.issues)
    assert min(len(resolved.issues), len(drawn.issues)) == 1


def test_what_a_page_hook_reports_is_among_the_issues(install: Install) -> None:
    class Remarks:
        @hookimpl
        def after_page(self, image: Image.Image, context: PageContext) -> None:
            context.report("has no logo")

    install(Remarks())
    assert Renderer().draw(design()).issues == (Issue("pages[0]", "has no logo"),)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (lambda page: 1 / 0, None, r"before_page of pages\[0\]: ZeroDivisionError"),
        (lambda page: "page", None, r"before_page of .*gave 'page'; a page is expected"),
        (
            lambda page: replace(page, nodes=(Node("a", "text", page.nodes[0].element),)),
            None,
            r"gave a as .*; a Text is expected",
        ),
        (
            lambda page: replace(page, nodes=(Node("a", "hologram", page.nodes[0].element),)),
            None,
            r"gave a of type 'hologram', which nobody draws",
        ),
        (None, lambda image: 1 / 0, r"after_page of pages\[0\]: ZeroDivisionError"),
        (None, lambda image: b"png", r"after_page of .*gave b'png'; an image is expected"),
        (None, lambda image: image.convert("L"), r"of mode L; mode RGB or RGBA is expected"),
    ],
)
def test_a_page_hook_that_fails_is_named(
    install: Install, before: Any, after: Any, problem: str
) -> None:
    class Plugin:
        @hookimpl
        def before_page(self, page: Page, context: PageContext) -> Any:
            return before(page) if before else None

        @hookimpl
        def after_page(self, image: Image.Image, context: PageContext) -> Any:
            return after(image) if after else None

    install(Plugin())
    with pytest.raises(PluginError, match=f"plugin 'stranger', .*{problem}"):
        Renderer().render(design(FIGURE))


def test_a_reporter_that_fails_costs_no_picture(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    class Reporter:
        @hookimpl
        def report_issues(self, issues: Sequence[Issue], context: PageContext) -> None:
            raise ConnectionError("no route to the dashboard")

    install(Reporter())
    with caplog.at_level(logging.WARNING, "renderer"):
        assert Renderer().render(design(FIGURE)).getpixel((5, 5)) == RED
    (record,) = caplog.records
    assert record.getMessage().startswith("plugin 'stranger', report_issues of pages[0]: Conn")
