"""An element's blendMode is drawn when asked, and reported when it isn't."""

from __future__ import annotations

from typing import Any

import pytest

from renderer import Renderer
from renderer.setup import Blending


def design(mode: str) -> dict[str, Any]:
    disc = {"type": "figure", "width": 4, "height": 4, "fill": "#ff8000", "blendMode": mode}
    return {
        "width": 4,
        "height": 4,
        "schemaVersion": 4,
        "pages": [{"background": "#80ff80", "children": [disc]}],
    }


def drawn(mode: str, blending: Blending) -> tuple[object, list[str]]:
    rendered = Renderer(blending=blending).draw(design(mode))
    return rendered.image.getpixel((1, 1)), [issue.message for issue in rendered.issues]


def test_as_css_colours_are_mixed() -> None:
    assert drawn("multiply", "css") == ((128, 128, 0), [])


def test_as_the_editor_it_is_drawn_as_normal_and_said() -> None:
    pixel, issues = drawn("multiply", "editor")
    assert pixel == (255, 128, 0)
    assert issues == ["blendMode 'multiply' is drawn as normal, as the editor does"]


@pytest.mark.parametrize("mode", ["normal", "source-over", ""])
def test_normal_is_nothing_to_report(mode: str) -> None:
    assert drawn(mode, "css") == drawn(mode, "editor") == ((255, 128, 0), [])


def test_an_unknown_mode_is_drawn_as_normal_and_said() -> None:
    assert drawn("burn", "css") == (
        (255, 128, 0),
        ["blendMode 'burn' is not known; drawn as normal"],
    )
