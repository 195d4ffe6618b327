"""Where a line may end: the editor's own rules, which are not UAX 14."""

from __future__ import annotations

import itertools

import regex

IDEOGRAPH = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3000-\u303f\uff00-\uffef]"
# After a hyphen (but not 10-20 or -5), at a soft hyphen and U+200B, around each ideograph.
BREAK = regex.compile(
    rf"(?<=-)(?!$)(?!(?<=(?:^|[^\p{{L}}])-)\d)|(?<=[\u00ad\u200b])|(?<={IDEOGRAPH})|(?={IDEOGRAPH})"
)
SPACES = regex.compile(r"[ \t]+")
SOFT_HYPHEN = "\u00ad"


def segments_of(text: str) -> list[tuple[int, int, int]]:
    """Unbreakable pieces as (start, end, end of the spaces that follow).

    Spaces that begin a paragraph belong to its first piece.
    """
    pieces: list[tuple[int, int, int]] = []
    at = len(text) - len(text.lstrip(" \t"))
    start = 0
    while at < len(text) or not pieces:
        gap = SPACES.search(text, at)
        end, after = gap.span() if gap else (len(text), len(text))
        cuts = [m.start() for m in BREAK.finditer(text, at, end) if at < m.start() < end]
        *inner, last = itertools.pairwise([start, *cuts, end])
        pieces += [(a, b, b) for a, b in inner]
        pieces.append((*last, after))
        start = at = after
    return pieces
