"""A text as paragraphs of styled characters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

DRAWN_AS_SPACE = {0x2028: " ", 0x2029: " ", 0x0B: " ", 0x0C: " "}
DRAWN_AS_NOTHING = {0xFEFF: None, 0x85: None, 0x00: None, 0x2060: None}
PARAGRAPH_ENDS = regex.compile("[\n\r]")

# A word begins at the start and after these; not after an apostrophe or a digit.
WORD_START = regex.compile(r"(^|[\s\-/(\[{<\"\u201c\u201e\u00ab_.&@])(\p{L})")


@dataclass(frozen=True, slots=True)
class TextStyle:
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


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of one style."""

    text: str
    style: TextStyle


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text that ends with a forced break or the block; ``spans`` cover it in order."""

    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def paragraphs_of(spans: Sequence[Span], transform: str = "none") -> list[Paragraph]:
    """Split at \\n and \\r (so \\r\\n gives an empty line), cleaned and transformed."""
    change = TRANSFORMS.get(transform, _unchanged)
    paragraphs: list[list[Span]] = [[]]
    for span in spans:
        cleaned = change(span.text.translate(DRAWN_AS_SPACE).translate(DRAWN_AS_NOTHING))
        first, *others = PARAGRAPH_ENDS.split(cleaned)
        paragraphs[-1].append(Span(first, span.style))
        paragraphs += [[Span(text, span.style)] for text in others]
    return [Paragraph(tuple(spans)) for spans in paragraphs]


def _unchanged(text: str) -> str:
    return text


def _capitalised(text: str) -> str:
    """Each word's first letter raised, the rest as it is."""
    return WORD_START.sub(lambda match: match[1] + match[2].upper(), text)


TRANSFORMS: dict[str, Callable[[str], str]] = {
    "uppercase": str.upper,
    "lowercase": str.lower,
    "capitalize": _capitalised,
}
