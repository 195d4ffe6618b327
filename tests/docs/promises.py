"""What the engine does for the tutorial's element without any code of it; run beside its tests."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageChops

from renderer import Renderer

BAR = {"type": "stock", "text": "70", "x": 100, "y": 90, "width": 80, "height": 20}


def drawn(renderer: Renderer | None = None, **properties: Any) -> Image.Image:
    page = {"width": 200, "height": 200, "pages": [{"children": [{**BAR, **properties}]}]}
    return (renderer or Renderer()).render(page)


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """The box that holds all that isn't white."""
    white = Image.new("RGB", image.size, "white")
    return ImageChops.difference(image, white).getbbox() or (0, 0, 0, 0)


def test_it_stands_where_the_design_says() -> None:
    assert ink(drawn()) == (100, 90, 180, 110)


def test_it_is_turned_about_its_top_left() -> None:
    assert ink(drawn(rotation=90)) == (80, 90, 100, 170)
    left, top, right, bottom = ink(drawn(rotation=45))
    assert (left, right) == (pytest.approx(86, abs=4), pytest.approx(157, abs=4))
    assert (top, bottom) == (pytest.approx(90, abs=4), pytest.approx(161, abs=4))


def test_it_fades() -> None:
    """Where the bar is one colour; where marks lie over each other each fades by itself."""
    assert drawn().getpixel((172, 100)) == (211, 211, 211)
    assert drawn(opacity=0.5).getpixel((172, 100)) == (233, 233, 233)


def test_it_casts_a_shadow() -> None:
    shadow = {"shadowEnabled": True, "shadowOffsetY": 40, "shadowBlur": 0}
    assert ink(drawn(**shadow)) == (100, 90, 180, 150)
    assert drawn(**shadow).getpixel((140, 132)) == (0, 0, 0)


@pytest.mark.parametrize(
    "effect",
    [{"blurEnabled": True}, {"sepiaEnabled": True}, {"filters": {"cold": {"intensity": 1}}}],
)
def test_it_takes_effects(effect: dict[str, Any]) -> None:
    assert ImageChops.difference(drawn(), drawn(**effect)).getbbox()


def test_it_is_drawn_in_true_detail() -> None:
    page = {"width": 80, "height": 20, "pages": [{"children": [{**BAR, "x": 0, "y": 0}]}]}
    large = Renderer().render(page, scale=8)
    enlarged = Renderer().render(page).resize(large.size, Image.Resampling.BICUBIC)
    assert sum(ImageChops.difference(large, enlarged).convert("L").histogram()[100:]) > 500


def test_it_is_kept_once_it_was_met_again(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RENDERER_TRACE_PLUGINS", "1")
    renderer = Renderer()
    pictures = {drawn(renderer, rotation=8).tobytes() for _ in range(5)}
    assert len(pictures) == 1
    assert 1 <= capfd.readouterr().err.count("stock: paint of pages[0].children[0] (stock)") <= 2
