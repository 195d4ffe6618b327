"""Google's answers are read into files with styles and characters."""

from __future__ import annotations

import pytest
from google_fonts import RECORDED

from renderer.errors import AssetError
from renderer.fonts.matching import FaceStyle
from renderer.fonts.remote.listing import (
    RemoteFace,
    choose_face,
    faces_of_catalogue,
    faces_of_css,
    files_of,
)
from renderer.fonts.request import FontRequest

STATIC = "http://fonts.gstatic.com/s/shopsans/v21"


def catalogue(name: str, family: str) -> dict[str, FaceStyle]:
    faces = faces_of_catalogue((RECORDED / name).read_bytes(), family)
    return {face.url: face.style for face in faces}


def css(name: str, family: str) -> list[RemoteFace]:
    return faces_of_css((RECORDED / name).read_bytes(), family)


def test_the_catalogue_names_a_file_for_each_variant() -> None:
    assert catalogue("developer-static.json", "shop sans") == {
        f"{STATIC}/regular.ttf": FaceStyle(400),
        f"{STATIC}/italic.ttf": FaceStyle(400, italic=True),
        f"{STATIC}/700.ttf": FaceStyle(700),
        f"{STATIC}/700italic.ttf": FaceStyle(700, italic=True),
    }


def test_a_weight_axis_makes_a_file_cover_its_range() -> None:
    styles = catalogue("developer-variable.json", "Figtree").values()
    assert list(styles) == [FaceStyle(300, False, 900), FaceStyle(300, True, 900)]


def test_a_catalogue_s_other_families_are_passed_over() -> None:
    assert catalogue("developer-static.json", "Shop") == {}


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"items": [{"family": 3}]}', b'{"items": 1}'])
def test_a_catalogue_that_is_none_is_an_error(body: bytes) -> None:
    with pytest.raises(AssetError, match="Google's list of fonts can't be read"):
        faces_of_catalogue(body, "Shop Sans")


def test_css_names_a_file_for_each_rule() -> None:
    assert css("css-static.css", "Shop Sans") == [
        RemoteFace(f"{STATIC}/italic.ttf", FaceStyle(400, italic=True)),
        RemoteFace(f"{STATIC}/regular.ttf", FaceStyle(400)),
        RemoteFace(f"{STATIC}/700.ttf", FaceStyle(700)),
    ]


def test_css_may_split_a_family_by_characters() -> None:
    cyrillic, latin = css("css-in-parts.css", "Shop Parts")
    assert cyrillic.style == latin.style == FaceStyle(300, False, 800)
    assert (cyrillic.holds("\u0416"), cyrillic.holds("Z")) == (True, False)
    assert (latin.holds("Z\u20ac"), latin.holds("Z\u0416")) == (True, False)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><p>400", b"@font-face {", b"@font-face { src: url( }", b"@import url(x);",
     b"@font-face { font-family: 'Shop Sans' }", b"@font-face { src: local('Shop Sans') }"],
)  # fmt: skip
def test_css_without_a_file_names_none(body: bytes) -> None:
    assert faces_of_css(body, "Shop Sans") == []


def test_css_s_other_families_are_passed_over() -> None:
    assert css("css-static.css", "Shop Parts") == []


def chosen(request: FontRequest) -> str | None:
    face = choose_face(css("css-in-parts.css", "Shop Parts"), request)
    return face and face.url.rpartition("/")[2]


def test_the_latin_part_is_a_family_s_main_file() -> None:
    assert chosen(FontRequest("Shop Parts")) == "latin.woff2"


def test_the_part_with_the_wanted_characters_is_chosen() -> None:
    assert chosen(FontRequest("Shop Parts", characters="\u0416")) == "cyrillic.woff2"


def test_characters_that_no_part_holds_choose_none() -> None:
    assert chosen(FontRequest("Shop Parts", characters="\u6f22")) is None


def test_only_files_of_the_font_server_are_used_and_over_tls() -> None:
    urls = ["http://fonts.gstatic.com/a", "https://fonts.gstatic.com/b", "https://evil.test/c",
            "https://fonts.gstatic.com.evil.test/d", "file:///etc/passwd"]  # fmt: skip
    faces = files_of("https://fonts.gstatic.com", [RemoteFace(url, FaceStyle()) for url in urls])
    assert [face.url for face in faces] == [
        "https://fonts.gstatic.com/a",
        "https://fonts.gstatic.com/b",
    ]
