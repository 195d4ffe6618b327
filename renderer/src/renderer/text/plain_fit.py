"""Texts that plainly fit: words of ASCII, one style, at most as many lines as the box holds.

Nothing is shaped but words not seen before. Where anything is out of the ordinary the answer is
that it is not plain, and the whole way has to be gone.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from renderer.fonts.face import Face
from renderer.text.content import Paragraph, TextStyle
from renderer.text.itemize import FaceChooser
from renderer.text.metrics import line_box
from renderer.text.place import BlockStyle
from renderer.text.word import set_word
from renderer.text.wrap import TOLERANCE

KEPT_WORDS = 50_000


def plain_height(
    paragraphs: Sequence[Paragraph], style: BlockStyle, faces: FaceChooser
) -> float | None:
    """The height in px of a text that fits its box at its own size; None where it isn't plain."""
    if style.breaking != "editor" or style.size <= 0:
        return None
    width = style.width / style.size + TOLERANCE
    height = 0.0
    for paragraph in paragraphs:
        if not _is_plain(paragraph):
            return None
        (span,) = paragraph.spans
        chosen = faces.of(span.style)
        if not chosen.draws_plainly(span.text):
            return None
        face = chosen.primary
        lines = _lines(span.text, span.style, face, width)
        if lines is None:
            return None
        height += lines * line_box([(span.style, face)], style.size, style.line_height).height
    return height if height <= style.height + TOLERANCE else None


def _is_plain(paragraph: Paragraph) -> bool:
    if len(paragraph.spans) != 1 or paragraph.direction == "rtl" or paragraph.indent:
        return False
    text = paragraph.spans[0].text
    is_spaced = "  " not in text and not text.startswith(" ") and not text.endswith(" ")
    return text.isascii() and is_spaced and "-" not in text and "\t" not in text


def _lines(text: str, style: TextStyle, face: Face, width: float) -> int | None:
    """How many lines of a width in ems the words take; None where one is wider than a line."""
    lines, filled = 1, 0.0
    space = _word_width(" ", style, face)
    for word in text.split(" ") if text else ():
        advance = _word_width(word, style, face)
        if advance > width:
            return None
        if filled and filled + space + advance > width:
            lines += 1
            filled = advance
        else:
            filled += space + advance if filled else advance
    return lines


@functools.lru_cache(maxsize=KEPT_WORDS)
def _word_width(word: str, style: TextStyle, face: Face) -> float:
    """A word's advance in ems, letter-spacing included."""
    return set_word(word, style, face, "Zyyy" if word == " " else "Latn", rtl=False).width
