"""How much larger than itself a picture is shown."""

from __future__ import annotations

import pytest

from renderer.elements.picture import PictureElement
from renderer.preflight.pictures import Use


@pytest.mark.parametrize(
    ("element", "times"),
    [
        (PictureElement(width=100, height=100), 2.0),
        (PictureElement(width=100, height=100, crop_width=0.25), 4.0),
        (PictureElement(width=100, height=100, fit="cover", crop_width=0.5), 2.0),
        (PictureElement(width=100, height=100, fit="contain"), 1.0),
        (PictureElement(width=100, height=100, crop_width=0), 0.0),
    ],
)
def test_enlargement(element: PictureElement, times: float) -> None:
    assert Use.of(element, "", scale=1).enlargement((100, 50)) == times
