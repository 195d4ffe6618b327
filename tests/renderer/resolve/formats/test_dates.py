"""Dates as locales write them, and how far away they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

pytest.importorskip("babel", reason="needs the extra locales")

Shown = Callable[..., str]


@pytest.mark.parametrize(
    ("token", "text"),
    [
        ("date", "24.12.2026"),
        ("date: 'long'", "24. Dezember 2026"),
        ("date: 'd. MMM'", "24. Dez."),
        ("date: 'EEEE'", "Donnerstag"),
    ],
)
def test_dates(token: str, text: str, shown: Shown) -> None:
    assert shown("{{ends | " + token + "}}", {"ends": "2026-12-24"}, locale="de") == text


@pytest.mark.parametrize(
    "written", ["2026-12-24", "2026-12-24T23:59:00+01:00", "20261224", 1_798_070_400]
)
def test_dates_are_read_as_feeds_write_them(written: object, shown: Shown) -> None:
    assert shown("{{ends | date: 'yyyy-MM-dd'}}", {"ends": written}) == "2026-12-24"


@pytest.mark.parametrize(
    ("ends", "text"),
    [
        ("2026-11-27", "in 3 days"),
        ("2026-11-22", "2 days ago"),
        ("2026-12-24", "in 30 days"),
        ("2026-11-24", "today"),
        ("2026-11-25", "tomorrow"),
    ],
)
def test_relative_dates(ends: str, text: str, shown: Shown) -> None:
    token = "{{ends | relative_date: today='today', tomorrow='tomorrow'}}"
    assert shown(token, {"ends": ends}) == text


@pytest.mark.parametrize(
    ("ends", "style", "said"),
    [
        ("soon", "long", "date: 'soon' is no date (2026-12-24 is one); shown as it is"),
        ("2026-13-40", "long", "date: '2026-13-40' is no date (2026-12-24 is one); shown as it is"),
        ("2026-12-24", "", "date: '' is no date style or pattern; shown as it is"),
    ],
)
def test_what_can_t_be_a_date_is_shown_and_said(
    ends: str, style: str, said: str, fill: Callable[..., object]
) -> None:
    text = {"type": "text", "text": "{{ends | date: '" + style + "'}}"}
    (child,), (issue,) = fill({"ends": ends}, text)  # type: ignore[misc]
    assert (child["text"], issue.message) == (ends, said)
