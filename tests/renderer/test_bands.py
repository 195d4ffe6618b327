"""A very large page is painted in bands, and looks as if it were not."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import ImageChops

from renderer import Renderer, bands

DRAWING = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>%s</svg>"
ELEMENTS = [
    {"type": "figure", "subType": "star", "width": 90, "height": 90, "strokeWidth": 3},
    {"type": "text", "text": "Bands of glyphs", "fontSize": 30, "width": 100, "x": 20},
    {"type": "figure", "x": 30, "y": 30, "width": 40, "height": 40, "rotation": 30,
     "shadowEnabled": True, "shadowBlur": 10, "fill": "linear-gradient(90deg, red, blue)"},
    {"type": "image", "src": DRAWING % "<circle r='9'/>", "width": 50, "height": 50, "opacity": 0.5,
     "x": 60, "y": 60, "blurEnabled": True},
]  # fmt: skip


def design(**page: Any) -> dict[str, Any]:
    return {"width": 120, "height": 100, "pages": [{"children": ELEMENTS, **page}]}


@pytest.mark.parametrize(
    ("page", "tolerance"),
    [
        ({}, 4),
        ({"background": "rgba(0, 0, 255, 0.3)"}, 4),
        ({"background": "linear-gradient(45deg, red, transparent)"}, 4),
        ({"background": DRAWING % "<rect width='5' height='9'/>"}, 4),
        ({"height": 99.5}, 4),
        ({"width": 119.5}, 4),
        ({"children": ELEMENTS[:2]}, 0),
    ],
)
def test_a_page_in_bands_looks_as_if_painted_whole(
    page: dict[str, Any], tolerance: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Renderer().draw(design(**page))
    monkeypatch.setattr(bands, "LARGE", 0)
    monkeypatch.setattr(bands, "BAND", 120 * 7)
    banded = Renderer().draw(design(**page))
    assert (banded.image.mode, banded.issues) == (whole.image.mode, whole.issues)
    difference = ImageChops.difference(banded.image, whole.image).getextrema()
    assert max(high for _, high in difference) <= tolerance  # type: ignore[misc]
