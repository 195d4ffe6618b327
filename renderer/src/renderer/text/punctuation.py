"""Full-width punctuation side by side: which of it gives up its blank half, as in a browser.

Measured of Chromium with all pairs of 19 characters: an opening mark after another mark, a
closing one before another that does not open.
"""

from __future__ import annotations

import regex

OPENING = "〈《「『【〔〖〘〚（［｛｟"  # noqa: RUF001
CLOSING = "、。〉》」』】〕〗〙〛，．）］｝｠"  # noqa: RUF001
MIDDLE = "・：\u3000"  # noqa: RUF001
HALVED = regex.compile(
    rf"(?<=[{OPENING}{CLOSING}{MIDDLE}])[{OPENING}]|[{CLOSING}](?=[{CLOSING}{MIDDLE}])"
)


def halved_marks(text: str) -> list[tuple[int, int, bool]]:
    """The ranges of a word in which the font's half widths (``halt``) are used."""
    if text.isascii():
        return []
    return [(*match.span(), True) for match in HALVED.finditer(text)]
