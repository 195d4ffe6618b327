"""Bidirectional text (UAX 9): embedding levels and the visual order of runs.

Unless it is given, the base direction is that of a paragraph's first strong character, as in the
editor; its lines keep it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import regex

RIGHT_TO_LEFT = regex.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff"
    r"\u200f\u202a-\u202e\u2066-\u2069]"
)


# The library knows no isolates (UAX 9 since Unicode 6.3): they are taken for embeddings.
ISOLATES = str.maketrans("\u2066\u2067\u2068\u2069", "\u202a\u202b\u202a\u202c")
UNASSIGNED_AS = "a"  # characters without a class of their own


def base_level(text: str, direction: str = "auto") -> int:
    """0 for left to right, 1 for right to left; ``direction`` is auto, ltr or rtl."""
    if direction in ("ltr", "rtl"):
        return int(direction == "rtl")
    if not RIGHT_TO_LEFT.search(text):
        return 0
    from bidi import algorithm

    return int(algorithm.get_base_level(_known(text.translate(ISOLATES))))


def levels_of(text: str, base: int | None = None) -> list[int] | None:
    """The embedding level of each character in a base level; None where all are 0.

    Characters that only steer (and draw nothing) have the level of the one before them.
    """
    base = base_level(text) if base is None else base
    if base == 0 and not RIGHT_TO_LEFT.search(text):
        return None
    from bidi import algorithm

    text = _known(text.translate(ISOLATES))
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "R" if base else "L"
    algorithm.get_embedding_levels(text, storage)
    for number, character in enumerate(storage["chars"]):
        character["at"] = number
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    found = {character["at"]: int(character["level"]) for character in storage["chars"]}
    levels: list[int] = []
    for at in range(len(text)):
        levels.append(found.get(at, levels[-1] if levels else base))
    return levels


def _known(text: str) -> str:
    return "".join(c if unicodedata.bidirectional(c) else UNASSIGNED_AS for c in text)


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
