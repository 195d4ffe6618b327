"""Dates as a locale writes them, and how far away they are."""

from __future__ import annotations

import functools
from datetime import datetime

from renderer.resolve.formats.format import FormatContext, ValueFormat, babel_locale
from renderer.resolve.values import Value, moment_of, shown_text

STYLES = ("short", "medium", "long", "full")
LONGEST_PATTERN = 60
REMEMBERED = 1024  # most dates of a feed are those of a few sales


def written_date(value: Value, context: FormatContext, style: Value = "medium") -> str:
    """A date in a style of the locale, or in a pattern such as ``d. MMMM``."""
    pattern = shown_text(style)
    if pattern not in STYLES and (len(pattern) > LONGEST_PATTERN or not pattern):
        raise ValueError(f"{pattern[:40]!r} is no date style or pattern")
    return _written(_moment(value), pattern, context.locale)


@functools.lru_cache(REMEMBERED)
def _written(moment: datetime, pattern: str, name: str) -> str:
    locale = babel_locale(name)
    from babel.dates import format_date, format_datetime

    if pattern in STYLES:
        return format_date(moment, pattern, locale=locale)
    return format_datetime(moment, pattern, locale=locale)


def relative_date(
    value: Value,
    context: FormatContext,
    *,
    today: Value = "",
    tomorrow: Value = "",
    yesterday: Value = "",
) -> str:
    """How many days away: ``in 3 days``. The named words stand for the days around now."""
    moment = _moment(value)
    distance = moment.date() - context.now.astimezone(moment.tzinfo).date()
    word = {0: today, 1: tomorrow, -1: yesterday}.get(distance.days)
    if word:
        return shown_text(word)
    locale = babel_locale(context.locale)
    from babel.dates import format_timedelta

    return format_timedelta(
        distance, granularity="day", threshold=14, add_direction=True, locale=locale
    )


def _moment(value: Value) -> datetime:
    moment = moment_of(value)
    if moment is None:
        raise ValueError(f"{shown_text(value)[:40]!r} is no date (2026-12-24 is one)")
    return moment


FORMATS = (ValueFormat("date", written_date), ValueFormat("relative_date", relative_date))
