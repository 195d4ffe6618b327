"""What colour texts mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.paint.colour import (
    BLACK,
    TRANSPARENT,
    WHITE,
    Colour,
    parse_colour,
    parsed_colour,
    plain_colour,
)

bytes_ = st.integers(0, 255)


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("red", Colour(255, 0, 0)),
        ("RebeccaPurple", Colour(102, 51, 153)),
        (" white ", WHITE),
        ("transparent", TRANSPARENT),
        ("#3af", Colour(51, 170, 255)),
        ("#3af8", Colour(51, 170, 255, 0x88 / 255)),
        ("#0A141e", Colour(10, 20, 30)),
        ("#0a141e00", Colour(10, 20, 30, 0.0)),
        ("rgb(1, 2, 3)", Colour(1, 2, 3)),
        ("rgba(1,2,3,.4)", Colour(1, 2, 3, 0.4)),
        ("rgb(1 2 3 / 40%)", Colour(1, 2, 3, 0.4)),
        ("rgb(10%, 20%, 30%)", Colour(26, 51, 77)),
        ("hsl(120, 100%, 25%)", Colour(0, 128, 0)),
        ("hsla(0, 100%, 50%, .5)", Colour(255, 0, 0, 0.5)),
        ("hwb(90 10% 20%)", Colour(115, 204, 26)),
        ("lab(54.29 80.8 69.89)", Colour(255, 0, 0)),
        ("lch(54.29 106.84 40.86)", Colour(255, 0, 0)),
        ("oklab(62.8% .2249 .1258)", Colour(255, 0, 0)),
        ("oklch(62.8% 0.2577 29.23 / 50%)", Colour(255, 0, 0, 0.5)),
        ("color(srgb-linear 0.2140 0 1)", Colour(127, 0, 255)),
        ("color(display-p3 0.5 0.2 0.1)", Colour(138, 44, 13)),
    ],
)
def test_every_way_to_write_a_colour(text: str, colour: Colour) -> None:
    assert parse_colour(text) == colour


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("rgb(300, -20, 12)", Colour(255, 0, 12)),
        ("rgba(0, 0, 0, 7)", BLACK),
        ("rgba(0, 0, 0, -1)", TRANSPARENT),
        ("hsl(0, 250%, 50%)", Colour(255, 0, 0)),
        ("hsl(480, 100%, 25%)", Colour(0, 128, 0)),
        ("color(display-p3 0 1 0)", Colour(0, 255, 0)),
    ],
)
def test_what_is_out_of_range_is_clamped(text: str, colour: Colour) -> None:
    assert parse_colour(text) == colour


@pytest.mark.parametrize(
    "text",
    ["", "nocolour", "#12", "#ggg", "rgb(1,2)", "rgb(", "color(", "rgb(a,b,c)", "currentcolor",
     "red;", "url(#a)", "hsl(1e400, 10%, 10%)"],
)  # fmt: skip
def test_what_names_no_colour_is_none(text: str) -> None:
    assert parse_colour(text) is None


@given(bytes_, bytes_, bytes_)
def test_hex_and_rgb_say_the_same(red: int, green: int, blue: int) -> None:
    colour = Colour(red, green, blue)
    assert parse_colour(f"#{red:02x}{green:02x}{blue:02X}") == colour
    assert parse_colour(f"rgb({red}, {green}, {blue})") == colour


@given(
    st.one_of(
        st.from_regex(r"rgba?\( ?\d{1,4}, ?\d{1,3} ?,\d{1,3}(, ?\d?\.?\d{0,3})?\)", fullmatch=True),
        st.from_regex(r"#[0-9a-fA-F]{3,8}", fullmatch=True),
        st.sampled_from(["black", "white", "transparent"]),
    )
)
def test_a_plain_colour_is_what_the_parser_reads(text: str) -> None:
    assert plain_colour(text) in (None, parsed_colour(text))


@given(st.text(max_size=300))
def test_no_text_fails(text: str) -> None:
    parse_colour(text)


@given(
    st.sampled_from(["rgb", "hsl", "hwb", "lab", "oklch", "color"]),
    st.text("0123456789.e%,/- (", max_size=40),
)
def test_no_malformed_function_fails(name: str, arguments: str) -> None:
    parse_colour(f"{name}({arguments})")


def test_deep_nesting_is_refused_before_it_is_parsed() -> None:
    assert parse_colour("rgb(" * 100_000) is None


def test_fading_multiplies_alpha() -> None:
    assert Colour(1, 2, 3, 0.5).faded(0.5) == Colour(1, 2, 3, 0.25)
