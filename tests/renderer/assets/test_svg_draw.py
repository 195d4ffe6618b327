"""A light svg is drawn at once, a heavy one by a program of its own that can be ended."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from renderer import AssetError, AssetLimitError, Limits
from renderer.assets import svg_draw
from renderer.assets.svg import Svg
from renderer.assets.svg_draw import LIGHT, draw_svg
from renderer.cache import WeightedCache
from renderer.fonts.bundled import bundled_font_folder

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">'
VEIL = '<rect width="100" height="100" opacity=".5"/>'
LETTERS = '<text x="10" y="60" font-family="Roboto" font-size="50">Ag</text>'


def arguments(body: str) -> dict[str, Any]:
    fonts = [str(path) for path in bundled_font_folder().rglob("*.ttf")]
    return {"svg_string": f"{HEAD}{body}</svg>", "skip_system_fonts": True, "font_files": fonts}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where to write a program that draws instead."""
    path = tmp_path / "program.py"
    monkeypatch.setattr(svg_draw, "PROGRAM", path)
    return path


def drawn_apart(body: str = "", seconds: float = 5) -> bytes:
    return draw_svg(arguments(body), LIGHT, (100, 100), seconds)


def test_drawn_apart_it_looks_the_same() -> None:
    at_once = draw_svg(arguments(VEIL + LETTERS), 1, (100, 100), 5)
    assert drawn_apart(VEIL + LETTERS) == at_once


def test_a_light_svg_needs_no_program(program: Path) -> None:
    program.write_text("raise SystemExit(1)")
    assert draw_svg(arguments(VEIL), 1, (100, 100), 5)


def test_what_takes_too_long_is_ended_and_named() -> None:
    cache: WeightedCache[tuple[object, ...], Image.Image] = WeightedCache(1, lambda image: 1)
    data = f"{HEAD}{VEIL * 2000}</svg>".encode()
    svg = Svg(data, "veils.svg", Limits(svg_seconds=1), cache)
    started = time.monotonic()
    with pytest.raises(AssetLimitError, match=r"veils\.svg is an svg that takes more than 1 s"):
        svg.bitmap().reduced(1000, 1000)
    assert time.monotonic() - started < 6


def test_what_is_not_drawable_is_an_error_either_way() -> None:
    for weight in (1, LIGHT):
        with pytest.raises(AssetError, match="can't be drawn as svg"):
            draw_svg({**arguments(""), "svg_string": "<svg"}, weight, (100, 100), 5)


def test_a_crash_ends_the_program_alone(program: Path) -> None:
    program.write_text("import os; os.abort()")
    with pytest.raises(AssetLimitError):
        drawn_apart()


def test_a_program_that_hangs_is_ended(program: Path) -> None:
    program.write_text("import time; time.sleep(60)")
    with pytest.raises(AssetLimitError):
        drawn_apart(seconds=0.1)


def test_the_program_sees_no_secrets(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PASSWORD", "secret")
    program.write_text("import json, os; print(json.dumps(dict(os.environ)))")
    assert "DB_PASSWORD" not in json.loads(drawn_apart())
