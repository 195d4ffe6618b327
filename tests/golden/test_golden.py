"""Every design in golden/ is drawn as the picture beside it, down to a comma.

A design may say under ``custom.golden`` how it is to be drawn: ``text_overflow`` (else the
editor's default, "resize"), ``fallback``, ``blending``, ``page``, ``scale``.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import golden_report
import pytest
from damage import is_damaged
from PIL import Image
from pytest_regressions.image_regression import ImageRegressionFixture

from renderer import Renderer, encode
from renderer.setup import Blending, TextOverflow

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = sorted(GOLDEN.glob("*/*.json"))


@cache
def renderer(
    text_overflow: TextOverflow, fallback: tuple[str, ...], blending: Blending
) -> Renderer:
    return Renderer(
        assets=GOLDEN, text_overflow=text_overflow, fallback=fallback, blending=blending
    )


def picture(design: dict[str, Any]) -> Image.Image:
    asked = (design.get("custom") or {}).get("golden", {})
    drawer = renderer(
        asked.get("text_overflow", "resize"),
        tuple(asked.get("fallback", ())),
        asked.get("blending", "editor"),
    )
    return drawer.render(design, asked.get("page", 0), asked.get("scale", 1.0))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_is_drawn_as_the_golden_picture(
    path: Path, image_regression: ImageRegressionFixture, request: pytest.FixtureRequest
) -> None:
    actual = picture(json.loads(path.read_bytes()))
    golden = path.with_suffix(".png")
    if golden.is_file() and not request.config.getoption("regen_all"):
        expected = Image.open(golden)
        if is_damaged(actual, expected):
            golden_report.add(f"{path.parent.name}/{path.stem}", actual, expected)
            pytest.fail(f"differs from {golden}; the end of the run names a report")
    image_regression.check(encode(actual), fullpath=golden)


def test_no_golden_picture_has_lost_its_design() -> None:
    pictures = [path for path in GOLDEN.glob("*/*.png") if path.parent.name != "assets"]
    assert [path for path in pictures if not path.with_suffix(".json").is_file()] == []
