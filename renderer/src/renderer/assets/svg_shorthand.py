"""CSS's ``font`` shorthand in single properties: the drawing library knows its plainest form."""

from __future__ import annotations

import re

from renderer.assets.svg_tree import split_priority

_SIZE = re.compile(
    r"(?:\d++\.?+\d*+|\.\d++)(?:[a-z]++|%)"
    r"|(?:xx?-)?small|medium|(?:xx?x?-)?large|smaller|larger",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s/]++(?:\s*+/\s*+\S++)?+")  # a size with its line height is one
_WEIGHT = re.compile(r"bold|bolder|lighter|[1-9]\d{0,2}|1000", re.IGNORECASE)
_STYLE = re.compile(r"italic|oblique", re.IGNORECASE)


def font_longhand(value: str) -> str | None:
    """Declarations of style, weight, size and families; None where the shorthand is another."""
    plain, priority = split_priority(value)
    style = weight = "normal"
    for word in _WORD.finditer(plain):
        if _SIZE.fullmatch(size := word[0].partition("/")[0].strip()):
            settings = {"style": style, "weight": weight, "size": size}
            settings["family"] = plain[word.end() :].strip()
            return ";".join(f"font-{name}:{one}{priority}" for name, one in settings.items())
        if _WEIGHT.fullmatch(word[0]):
            weight = word[0]
        elif _STYLE.fullmatch(word[0]):
            style = word[0]
    return None
