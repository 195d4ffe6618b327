"""Where a line may end: by the editor's own rules, or by Unicode's."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import regex

SOFT_HYPHEN = "\u00ad"
SPACES = " \t"
IDEOGRAPH = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\u3000-\u303f\uff00-\uffef]"
THAI = regex.compile(r"\p{Thai}{2,}")

# The editor's rules, which are not UAX 14: after spaces, after a hyphen (but not 10-20 or -5), at a
# soft hyphen and U+200B, and around each ideograph, kana and Hangul character.
EDITOR_BREAK = regex.compile(
    r"(?<=[ \t])(?![ \t])"
    r"|(?<=-)(?!$)(?!(?<=(?:^|[^\p{L}])-)\d)"
    r"|(?<=[\u00ad\u200b])"
    rf"|(?<={IDEOGRAPH})|(?={IDEOGRAPH})"
)

AFTER_SPACES = re.compile(r"(?<=[ \t])(?![ \t])")  # all of them where a text is plain

Segment = tuple[int, int, int]


def segments_of(text: str, rules: str) -> list[Segment]:
    """Unbreakable pieces as (start, end, end of the spaces that follow).

    ``rules`` is a key of RULES. Spaces that begin a paragraph belong to its first piece.
    """
    leading = len(text) - len(text.lstrip(SPACES))
    cuts = [cut for cut in RULES[rules](text) if leading < cut < len(text)]
    return [
        (start, start + len(text[start:end].rstrip(SPACES)) or end, end)
        for start, end in itertools.pairwise([0, *cuts, len(text)])
    ]


def editor_breaks(text: str) -> list[int]:
    is_plain = text.isascii() and "-" not in text
    breaks = AFTER_SPACES.finditer(text) if is_plain else EDITOR_BREAK.finditer(text)
    return [match.start() for match in breaks]


def unicode_breaks(text: str) -> list[int]:
    """UAX 14, and between the words of Thai, which the standard leaves to a dictionary.

    Needs the libraries of the extra ``unicode``.
    """
    from uniseg.linebreak import line_break_boundaries

    cuts = set(line_break_boundaries(text))
    for run in THAI.finditer(text):
        ends = itertools.accumulate(len(word) for word in _thai().parse(run[0]))
        cuts.update(run.start() + end for end in ends if end < len(run[0]))
    return sorted(cuts)


@functools.cache
def _thai() -> Any:
    import budoux

    return budoux.load_default_thai_parser()


RULES: Mapping[str, Callable[[str], Sequence[int]]] = {
    "editor": editor_breaks,
    "unicode": unicode_breaks,
}
