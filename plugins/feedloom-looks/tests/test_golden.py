"""Every design in golden/ is drawn as the picture beside it; ``--regen-all`` rewrites them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from pytest_regressions.image_regression import ImageRegressionFixture

from renderer import Renderer, encode

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(GOLDEN.glob("*.json"))
DAMAGED = 8
"""Mean difference, in levels, of the worst window of 5 x 5 pixels."""


def damage(actual: Image.Image, expected: Image.Image) -> float:
    """How different the pictures are at their worst place, where an average would see nothing."""
    difference = ImageChops.difference(actual, expected).convert("L")
    return float(max(difference.filter(ImageFilter.BoxBlur(2)).tobytes()))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_is_drawn_as_the_golden_picture(
    path: Path, image_regression: ImageRegressionFixture, request: pytest.FixtureRequest
) -> None:
    drawn = Renderer(assets=GOLDEN).draw(json.loads(path.read_bytes()))
    assert drawn.issues == ()
    golden = path.with_suffix(".png")
    if golden.is_file() and not request.config.getoption("regen_all"):
        assert damage(drawn.image, Image.open(golden)) < DAMAGED
    image_regression.check(encode(drawn.image), fullpath=golden)
