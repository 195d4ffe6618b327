"""A fingerprint changes with what the picture depends on, and with nothing else."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from renderer import (
    DesignError,
    Element,
    ElementType,
    FontSources,
    LimitError,
    Limits,
    Page,
    PageContext,
    Renderer,
    TimeLimitError,
    hookimpl,
)

ROOT = Path(__file__).parents[2]
PHOTO = ROOT / "docs/example/espresso.jpg"
AD: dict[str, Any] = {
    "width": 100,
    "height": 100,
    "schemaVersion": 4,
    "pages": [
        {
            "children": [
                {"type": "image", "src": "photo.jpg", "width": 50, "height": 50},
                {"type": "text", "text": "Lamp", "fontFamily": "Roboto"},
                {"type": "figure", "visible": False, "fill": "red"},
            ]
        },
        {"background": "blue"},
    ],
}


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    shutil.copy(PHOTO, tmp_path / "photo.jpg")
    return tmp_path


def changed(path: str, value: object) -> dict[str, Any]:
    design = copy.deepcopy(AD)
    place: Any = design
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step)] if step.isdecimal() else place[step]
    place[last] = value
    return design


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("pages.0.children.1.text", "Desk"),
        ("pages.0.children.0.width", 51),
        ("pages.0.background", "red"),
        ("pages.0.children.2.visible", True),
        ("height", 101),
    ],
)
def test_what_is_drawn_counts(path: str, value: object, assets: Path) -> None:
    renderer = Renderer(assets)
    assert renderer.fingerprint(changed(path, value)) != renderer.fingerprint(AD)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("pages.0.children.1.locked", True),
        ("pages.0.children.2.fill", "green"),
        ("pages.1.background", "red"),
        ("custom", {"campaign": 7}),
    ],
)
def test_what_is_not_drawn_does_not_count(path: str, value: object, assets: Path) -> None:
    renderer = Renderer(assets)
    assert renderer.fingerprint(changed(path, value)) == renderer.fingerprint(AD)


def test_another_process_finds_the_same(assets: Path) -> None:
    assert Renderer(assets).fingerprint(AD) == Renderer(assets).fingerprint(copy.deepcopy(AD))


def test_a_photo_that_changes_under_its_name_counts(assets: Path) -> None:
    renderer = Renderer(assets)
    before = renderer.fingerprint(AD)
    with (assets / "photo.jpg").open("ab") as file:
        file.write(b"more")
    assert renderer.fingerprint(AD) != before


def test_a_photo_that_cant_be_had_is_told_from_one_that_can(assets: Path) -> None:
    renderer = Renderer(assets)
    before = renderer.fingerprint(AD)
    (assets / "photo.jpg").unlink()
    assert renderer.fingerprint(AD) != before


def test_the_font_that_draws_a_text_counts(assets: Path, tmp_path: Path) -> None:
    design = changed("pages.0.children.1.fontFamily", "Playfair Display")
    before = Renderer(assets).fingerprint(design)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    shutil.copy(ROOT / "golden/assets/ads/PlayfairDisplay-700.ttf", fonts)
    assert Renderer(assets, fonts=[fonts]).fingerprint(design) != before


def test_settings_and_the_file_count(assets: Path) -> None:
    renderer = Renderer(assets)
    found = {
        renderer.fingerprint(AD),
        renderer.fingerprint(AD, scale=2),
        renderer.fingerprint(AD, page=1),
        renderer.fingerprint(AD, output={"format": "jpeg"}),
        Renderer(assets, text_overflow="ellipsis").fingerprint(AD),
        Renderer(assets, limits=Limits(text_characters=7)).fingerprint(AD),
    }
    assert len(found) == 6


def test_a_design_that_cant_be_drawn_has_none(assets: Path) -> None:
    with pytest.raises(DesignError):
        Renderer(assets).fingerprint({"width": 1})


@pytest.mark.parametrize("pure", [True, False])
def test_what_depends_on_more_than_the_design_is_never_the_same(
    pure: bool, install: Callable[..., None]
) -> None:
    class Plugin:
        @hookimpl
        def register_element_types(self, register: Callable[[ElementType], None]) -> None:
            register(ElementType("clock", Element, lambda element, context: (), pure=pure))

    install(Plugin())
    design = {"width": 10, "height": 10, "pages": [{"children": [{"type": "clock"}]}]}
    renderer = Renderer()
    assert (renderer.fingerprint(design) == renderer.fingerprint(design)) is pure


@pytest.mark.parametrize("pure", [True, False])
def test_what_a_page_hook_may_see_counts(pure: bool, install: Callable[..., None]) -> None:
    class Plugin:
        renderer_pure = pure

        @hookimpl
        def before_page(self, page: Page, context: PageContext) -> None:
            """Looks at what it likes."""

    install(Plugin())
    renderer = Renderer()

    def branded(brand: str) -> str:
        page = {"children": [{"type": "figure", "custom": {"brand": brand}}]}
        return renderer.fingerprint({"width": 10, "height": 10, "pages": [page]})

    assert branded("ours") != branded("theirs")
    assert (branded("ours") == branded("ours")) is pure


@pytest.mark.skipif(not find_spec("boto3"), reason="needs the extra s3")
def test_where_fonts_are_kept_does_not_count(assets: Path, tmp_path: Path) -> None:
    sources = [
        FontSources(google_api_key=key, s3_bucket=key, cache_folder=tmp_path / key)
        for key in ("old", "new")
    ]
    assert len({Renderer(assets, font_sources=one).fingerprint(AD) for one in sources}) == 1


def test_a_text_too_long_to_be_drawn_has_none(assets: Path) -> None:
    renderer = Renderer(assets, limits=Limits(text_characters=3))
    with pytest.raises(LimitError, match=r"pages\[0\]\.children\[1\] .*4 characters; at most 3"):
        renderer.fingerprint(AD)


def test_a_fingerprint_has_no_more_time_than_its_picture(assets: Path) -> None:
    with pytest.raises(TimeLimitError):
        Renderer(assets, limits=Limits(picture_seconds=0)).fingerprint(AD)


def test_the_plugins_in_use_count(install: Callable[..., None]) -> None:
    install(object())
    design = {"width": 10, "height": 10, "pages": [{}]}
    assert Renderer().fingerprint(design) != Renderer(plugins=()).fingerprint(design)


def test_a_text_with_half_a_character_has_a_fingerprint(assets: Path) -> None:
    renderer = Renderer(assets)
    one, other = (changed("pages.0.children.1.text", f"{end}\ud800") for end in "ab")
    assert renderer.fingerprint(one) == renderer.fingerprint(copy.deepcopy(one))
    assert renderer.fingerprint(one) != renderer.fingerprint(other)
