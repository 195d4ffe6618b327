"""Which clusters are shown as emoji (UTS 51)."""

from __future__ import annotations

import functools

EMOJI_STYLE, TEXT_STYLE = "\ufe0f", "\ufe0e"


@functools.lru_cache(maxsize=4096)
def is_emoji(cluster: str) -> bool:
    """Whether a grapheme cluster has emoji presentation, by default or by selector."""
    import regex

    if TEXT_STYLE in cluster:
        return False
    return EMOJI_STYLE in cluster or bool(regex.search(r"\p{Emoji_Presentation}", cluster))
