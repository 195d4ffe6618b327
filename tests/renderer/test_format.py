"""The published design format: its versions, and its types that are not drawn."""

from __future__ import annotations

from typing import Any

import pytest

from renderer import DesignError, Issue, Renderer
from renderer.plugins import load_plugins

RENDERER = Renderer()


def design(*elements: dict[str, Any], **document: Any) -> dict[str, Any]:
    return {"width": 20, "height": 10, "pages": [{"children": list(elements)}], **document}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("video", "moving pictures are not drawn"),
        ("gif", "moving pictures are not drawn"),
        ("table", "tables are not drawn"),
    ],
)
def test_a_type_that_is_not_drawn_is_named_with_the_reason(kind: str, reason: str) -> None:
    group = {"type": "group", "children": [{"type": kind}]}
    with pytest.raises(DesignError) as caught:
        RENDERER.render(design(group))
    message = str(caught.value)
    assert message.startswith(f"pages[0].children[0].children[0].type is '{kind}'; {reason}")
    assert f"one of {', '.join(sorted(load_plugins().element_types))} is expected" in message


def test_an_unknown_type_names_the_known_ones() -> None:
    with pytest.raises(DesignError, match=r"type is 'hologram'; one of .*figure"):
        RENDERER.render(design({"type": "hologram"}))


def test_an_element_without_type_is_said() -> None:
    with pytest.raises(DesignError, match=r"children\[0\]\.type is missing; one of "):
        RENDERER.render(design({"x": 3}))


@pytest.mark.parametrize("version", [None, 1, 2, 3, 4])
def test_a_known_version_is_nothing_to_report(version: int | None) -> None:
    assert RENDERER.draw(design(schemaVersion=version)).issues == ()


@pytest.mark.parametrize(("version", "nearest"), [(0, 1), (-1, 1), (5, 4), (99, 4)])
def test_an_unknown_version_is_drawn_as_the_nearest_and_reported(
    version: int, nearest: int
) -> None:
    text = {"type": "text", "text": "x", "width": 20, "letterSpacing": 1, "backgroundEnabled": True}
    drawn = RENDERER.draw(design(text, schemaVersion=version))
    known = RENDERER.draw(design(text, schemaVersion=nearest))
    assert drawn.image.tobytes() == known.image.tobytes()
    assert drawn.issues == (
        Issue("design.schemaVersion", f"is {version}; drawn as version {nearest}"),
        *known.issues,
    )


def test_a_version_that_is_no_number_is_an_error() -> None:
    with pytest.raises(DesignError, match=r"design\.schemaVersion is 'new'; a whole number"):
        RENDERER.render(design(schemaVersion="new"))
