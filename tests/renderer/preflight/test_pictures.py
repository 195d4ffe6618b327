"""How much larger than itself a picture is shown."""

from __future__ import annotations

import pytest

from renderer.elements.image import ImageElement
from renderer.preflight.pictures import Use


@pytest.mark.parametrize(
    ("element", "times"),
    [
        (ImageElement(width=100, height=100), 2.0),
        (ImageElement(width=100, height=100, crop_width=0.25), 4.0),
        (ImageElement(width=100, height=100, fit="cover", crop_width=0.5), 2.0),
        (ImageElement(width=100, height=100, fit="contain"), 1.0),
        (ImageElement(width=100, height=100, crop_width=0), 0.0),
    ],
)
def test_enlargement(element: ImageElement, times: float) -> None:
    assert Use.of(element, "", scale=1).enlargement((100, 50)) == times
