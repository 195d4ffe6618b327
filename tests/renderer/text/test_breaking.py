"""Lines may end where the editor lets them, and nowhere else."""

from __future__ import annotations

import pytest

from renderer.text.breaking import segments_of


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in segments_of(text, "editor")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warm wool socks", ["warm", "wool", "socks"]),
        ("warm    wool", ["warm", "wool"]),
        ("warm\twool", ["warm", "wool"]),
        ("  warm wool", ["  warm", "wool"]),
        ("warm ", ["warm"]),
        ("", [""]),
        ("   ", ["   "]),
    ],
)
def test_a_line_may_end_at_spaces(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("all-weather", ["all-", "weather"]),
        ("covid-19", ["covid-", "19"]),
        ("10-20", ["10-20"]),
        ("-5", ["-5"]),
        ("5-a-day", ["5-", "a-", "day"]),
        ("end-", ["end-"]),
    ],
)
def test_a_line_may_end_after_a_hyphen_that_is_no_minus(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize("separator", ["\u00ad", "\u200b"], ids=["soft hyphen", "U+200B"])
def test_a_line_may_end_after_invisible_separators(separator: str) -> None:
    assert pieces(f"cof{separator}fee") == [f"cof{separator}", "fee"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("東京", ["東", "京"]),
        ("가을", ["가", "을"]),
        ("カメラ", ["カ", "メ", "ラ"]),
        ("東。", ["東", "。"]),
        ("「東", ["「", "東"]),
        ("A東B", ["A", "東", "B"]),
    ],
)
def test_a_line_may_end_around_every_east_asian_character(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "and/or", "yes—no", "1\u20132", "a\u2010b", "a\u2011b", "what?yes", "a!b", "50%off", "a,b",
        "a.b", "(a)(b)", "a&b", "a|b", "a_b", "me@shop", "https://shop.example/a?b=c",
        "10\u00a0000", "ลดราคาพิเศษ", "a\u2060b", "a\ufeffb",
    ],
)  # fmt: skip
def test_nothing_else_ends_a_line(text: str) -> None:
    assert pieces(text) == [text]


def test_spaces_after_a_piece_are_known() -> None:
    assert segments_of("ab   cd ", "editor") == [(0, 2, 5), (5, 7, 8)]
