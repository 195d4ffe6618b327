"""A text as paragraphs of styled characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from renderer.text.bidi import base_level

DRAWN_AS_SPACE = {0x2028: " ", 0x2029: " ", 0x0B: " ", 0x0C: " "}
DRAWN_AS_NOTHING = {0xFEFF: None, 0x85: None, 0x00: None, 0x2060: None}
BULLET = "•"
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]\w*);")
PARAGRAPH_ENDS = regex.compile("[\n\r]")

# A word begins at the start and after these; not after an apostrophe or a digit.
WORD_START = regex.compile(r"(^|[\s\-/(\[{<\"\u201c\u201e\u00ab_.&@])(\p{L})")


class TextStyle(Struct, frozen=True):
    """How characters look; ``size`` and ``rise`` are in ems of the block's font size.

    ``fill`` and ``highlight`` are CSS colours; None: the element's fill, no highlight.
    ``letter_spacing`` is in ems of the block and follows every cluster.
    """

    family: str
    weight: int = 400
    italic: bool = False
    size: float = 1.0
    rise: float = 0.0
    letter_spacing: float = 0.0
    underline: bool = False
    line_through: bool = False
    fill: str | None = None
    highlight: str | None = None


class Span(Struct, frozen=True):
    """Characters of one style."""

    text: str
    style: TextStyle


class Paragraph(Struct, frozen=True):
    """Text that ends with a forced break or the block; ``spans`` (at least one) cover it in order.

    ``align`` overrides the element's; ``indent`` is in ems; ``marker`` (a number or BULLET) stands
    left of the first line of a list's item. ``direction`` is auto, ltr or rtl.
    """

    spans: tuple[Span, ...]
    align: str | None = None
    indent: float = 0.0
    marker: str = ""
    direction: str = "auto"

    @property
    def base_level(self) -> int:
        return base_level(self.text, self.direction)

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def is_rich(text: str) -> bool:
    """Whether a text holds a tag or an entity."""
    return bool(MARKUP.search(text))


def plain_paragraphs(text: str, style: TextStyle) -> list[Paragraph]:
    """Split at \\n and \\r (so \\r\\n gives an empty line)."""
    return [Paragraph((Span(part, style),)) for part in PARAGRAPH_ENDS.split(clean(text))]


def clean(text: str) -> str:
    """Without the characters that draw nothing; separators become spaces."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(DRAWN_AS_SPACE).translate(DRAWN_AS_NOTHING)


def transformed(paragraphs: Sequence[Paragraph], transform: str) -> Sequence[Paragraph]:
    """With ``textTransform`` applied; each span begins a word, as in the editor."""
    change = TRANSFORMS.get(transform)
    if change is None:
        return paragraphs
    return [
        replace(
            paragraph,
            spans=tuple(Span(change(span.text), span.style) for span in paragraph.spans),
        )
        for paragraph in paragraphs
    ]


def _capitalised(text: str) -> str:
    """Each word's first letter raised, the rest as it is."""
    return str(WORD_START.sub(lambda match: match[1] + match[2].upper(), text))


TRANSFORMS: dict[str, Callable[[str], str]] = {
    "uppercase": str.upper,
    "lowercase": str.lower,
    "capitalize": _capitalised,
}
