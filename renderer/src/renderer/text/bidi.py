"""Bidirectional text (UAX 9): the base direction, levels, and the visual order of runs.

Unless it is given, the base direction is that of a paragraph's first strong character, as in the
editor; its lines keep it.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

RIGHT_TO_LEFT = regex.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
    r"\u200f\u202a-\u202e\u2066-\u2069]"
)


def base_level(text: str, direction: str = "auto") -> int:
    """0 for left to right, 1 for right to left; ``direction`` is auto, ltr or rtl."""
    if direction in ("ltr", "rtl"):
        return int(direction == "rtl")
    if not RIGHT_TO_LEFT.search(text):
        return 0
    from renderer.text.bidi_levels import first_strong_level  # not without right-to-left letters

    return first_strong_level(text)


def levels_of(text: str, base: int | None = None) -> list[int] | None:
    """The embedding level of each character in a base level; None where all are 0.

    Characters that only steer (and draw nothing) have the level of the one before them.
    """
    base = base_level(text) if base is None else base
    if base == 0 and not RIGHT_TO_LEFT.search(text):
        return None
    from renderer.text.bidi_levels import resolve_levels

    return resolve_levels(text, base)


def visual_order(levels: Sequence[int]) -> list[int]:
    """The indices of runs with these levels from left to right (UAX 9, rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order
