"""A family's face is chosen as CSS chooses it; what it lacks is synthesised."""

from __future__ import annotations

import pytest

from renderer.fonts.file import FontFile
from renderer.fonts.matching import (
    Candidate,
    FaceStyle,
    answer,
    best_match,
    declared_style,
    parse_weight,
)
from renderer.fonts.request import FontAnswer, FontRequest


def chosen_weight(wanted: int, *weights: int) -> int:
    styles = [FaceStyle(weight) for weight in weights]
    return weights[best_match(styles, FontRequest("Any", wanted))]


def answered(request: FontRequest, *styles: FaceStyle) -> FontAnswer:
    return answer([Candidate(FontFile(str(s), b""), s) for s in styles], request)


@pytest.mark.parametrize("wanted", range(100, 1000, 100))
def test_the_very_weight_is_taken(wanted: int) -> None:
    assert chosen_weight(wanted, *range(100, 1000, 100)) == wanted


@pytest.mark.parametrize(
    ("wanted", "weights", "chosen"),
    [
        (400, (300, 500, 700), 500),
        (400, (300, 700), 300),
        (400, (600, 700), 600),
        (500, (400, 600), 400),
        (450, (400, 500), 500),
    ],
)
def test_a_regular_weight_looks_up_to_500_then_lighter_then_bolder(
    wanted: int, weights: tuple[int, ...], chosen: int
) -> None:
    assert chosen_weight(wanted, *weights) == chosen


@pytest.mark.parametrize(
    ("wanted", "weights", "chosen"), [(300, (200, 400), 200), (300, (100, 200), 200),
                                      (200, (300, 400), 300)],
)  # fmt: skip
def test_a_light_weight_looks_lighter_first(
    wanted: int, weights: tuple[int, ...], chosen: int
) -> None:
    assert chosen_weight(wanted, *weights) == chosen


@pytest.mark.parametrize(
    ("wanted", "weights", "chosen"), [(700, (600, 900), 900), (600, (700, 800), 700),
                                      (900, (300, 700), 700)],
)  # fmt: skip
def test_a_bold_weight_looks_bolder_first(
    wanted: int, weights: tuple[int, ...], chosen: int
) -> None:
    assert chosen_weight(wanted, *weights) == chosen


def test_slant_matters_more_than_weight() -> None:
    styles = [FaceStyle(700), FaceStyle(400, italic=True)]
    assert best_match(styles, FontRequest("Any", 700, italic=True)) == 1


def test_the_first_of_equal_faces_is_taken() -> None:
    assert best_match([FaceStyle(), FaceStyle()], FontRequest("Any")) == 0


def test_a_variable_face_is_set_to_the_wanted_weight() -> None:
    assert answered(FontRequest("Any", 650), FaceStyle(300, max_weight=900)).axes == {"wght": 650}


def test_a_variable_face_goes_no_farther_than_its_range() -> None:
    found = answered(FontRequest("Any", 900), FaceStyle(300, max_weight=800))
    assert found.axes == {"wght": 800}
    assert not found.synthetic_bold


@pytest.mark.parametrize(
    ("wanted", "file", "is_made_up"),
    [(700, 400, True), (600, 500, True), (500, 400, False), (900, 600, False)],
)
def test_bold_is_synthesised_from_600_on_a_lighter_file(
    wanted: int, file: int, is_made_up: bool
) -> None:
    assert answered(FontRequest("Any", wanted), FaceStyle(file)).synthetic_bold == is_made_up


def test_italic_is_synthesised_where_no_face_slants() -> None:
    assert answered(FontRequest("Any", italic=True), FaceStyle()).synthetic_italic


def test_a_slanted_face_serves_upright_text_as_it_is() -> None:
    assert not answered(FontRequest("Any"), FaceStyle(italic=True)).synthetic_italic


@pytest.mark.parametrize(
    ("written", "weight"),
    [("normal", 400), ("bold", 700), ("Bold", 700), (" 300 ", 300), (650, 650), ("0", 1),
     ("5000", 1000), ("sturdy", 400), ("", 400)],
)  # fmt: skip
def test_a_weight_is_a_number_or_a_name(written: str | int, weight: int) -> None:
    assert parse_weight(written) == weight


@pytest.mark.parametrize(
    ("written", "style"),
    [
        ("bold", FaceStyle(700)),
        ("300 900", FaceStyle(300, max_weight=900)),
        ("900 300", FaceStyle(300, max_weight=900)),
        ("normal bold", FaceStyle(400, max_weight=700)),
        ("", FaceStyle()),
    ],
)
def test_a_listed_font_declares_a_weight_or_a_range(written: str, style: FaceStyle) -> None:
    assert declared_style(written, italic=False) == style
