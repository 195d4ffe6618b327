"""A colour that can't be understood is drawn as the editor draws it, and reported."""

from __future__ import annotations

from typing import Any

import pytest

from renderer import Issue, Renderer

RENDERER = Renderer()
SVG = (
    "data:image/svg+xml,"
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<rect width="9" height="9" fill="red"/></svg>'
)
TEXT = {"type": "text", "text": "x"}
SHADOW = {"shadowEnabled": True, "shadowColor": "nocolour"}
UNKNOWN = [
    ({"type": "figure", "fill": "nocolour"}, "fill"),
    ({"type": "figure", "fill": "linear-gradient(red, nocolour)"}, "fill"),
    ({"type": "figure", "stroke": "nocolour", "strokeWidth": 2}, "stroke"),
    ({"type": "figure", **SHADOW}, "shadowColor"),
    ({"type": "line", "color": "nocolour"}, "color"),
    ({"type": "image", "src": SVG, "borderColor": "nocolour", "borderSize": 2}, "borderColor"),
    ({"type": "svg", "src": SVG, "colorsReplace": {"red": "nocolour"}}, "colorsReplace"),
    ({**TEXT, "fill": "nocolour"}, "fill"),
    ({**TEXT, "stroke": "nocolour", "strokeWidth": 1}, "stroke"),
    ({**TEXT, "backgroundEnabled": True, "backgroundColor": "nocolour"}, "backgroundColor"),
    ({**TEXT, "text": '<span style="color: nocolour">x</span>'}, "color of a span"),
]
UNUSED = [
    {"type": "figure", "stroke": "nocolour"},
    {"type": "image", "src": SVG, "borderColor": "nocolour"},
    {"type": "figure", "shadowColor": "nocolour"},
    {**TEXT, "stroke": "nocolour", "backgroundColor": "nocolour"},
]


def issues(element: dict[str, Any]) -> tuple[Issue, ...]:
    page = {"children": [{"width": 9, "height": 9, **element}]}
    design = {"width": 9, "height": 9, "schemaVersion": 4, "pages": [page]}
    return RENDERER.draw(design).issues


@pytest.mark.parametrize(("element", "name"), UNKNOWN)
def test_an_unknown_colour_is_reported_by_its_property(element: dict[str, Any], name: str) -> None:
    (issue,) = issues(element)
    assert issue.place == "pages[0].children[0]"
    assert issue.message.startswith(f"{name} is no colour ('")
    assert issue.message.endswith("; drawn black")


@pytest.mark.parametrize("element", UNUSED)
def test_an_unknown_colour_that_paints_nothing_is_not_reported(element: dict[str, Any]) -> None:
    assert issues(element) == ()


def test_an_unknown_highlight_is_left_out_and_reported() -> None:
    (issue,) = issues({**TEXT, "text": '<b style="background-color: nocolour">x</b>'})
    assert issue.message == "background-color of a span is no colour ('nocolour'); left out"


def test_a_gradient_is_no_unknown_colour() -> None:
    gradient = "linear-gradient(45deg, red, blue)"
    element = {"type": "figure", "fill": gradient, "stroke": gradient, "strokeWidth": 2}
    assert issues(element) == issues({**TEXT, "fill": gradient}) == ()


def test_a_long_text_is_reported_by_its_start() -> None:
    (issue,) = issues({"type": "line", "color": "x" * 10_000})
    assert len(issue.message) < 120
