"""Break measured paragraphs into lines: greedy, and words only split where they are too long."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from renderer.text.breaking import SOFT_HYPHEN
from renderer.text.content import Span
from renderer.text.measure import MeasuredParagraph
from renderer.time_limit import check_time

TOLERANCE = 1e-6  # ems: sums of advances in another order


class LineRange(Struct, frozen=True):
    """Characters ``start`` to ``end`` of a paragraph, and what is appended to them."""

    paragraph: MeasuredParagraph
    start: int
    end: int
    is_last: bool
    suffix: str = ""

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end] + self.suffix

    @property
    def spans(self) -> list[Span]:
        """The line's characters by style, at least one span; the suffix takes the last style."""
        paragraph = self.paragraph.paragraph
        spans: list[Span] = []
        at = 0
        for span in paragraph.spans:
            text = span.text[max(0, self.start - at) : max(0, self.end - at)]
            at += len(span.text)
            if text:
                spans.append(Span(text, span.style))
        last = spans.pop() if spans else Span("", paragraph.spans[0].style)
        return [*spans, Span(last.text + self.suffix, last.style)]


def wrap(paragraphs: Sequence[MeasuredParagraph], width: float) -> list[LineRange]:
    """The lines of all paragraphs in a box ``width`` ems wide."""
    return [
        line
        for paragraph in paragraphs
        for line in _wrapped(paragraph, width - paragraph.paragraph.indent)
    ]


def _wrapped(paragraph: MeasuredParagraph, width: float) -> list[LineRange]:
    check_time()
    if paragraph.width(0, len(paragraph.text)) <= width + TOLERANCE:
        return [LineRange(paragraph, 0, len(paragraph.text), is_last=True)]
    lines: list[LineRange] = []
    start = end = 0
    for piece_start, piece_end, _ in paragraph.segments:
        if end > start and paragraph.width(start, piece_end) > width + TOLERANCE:
            lines.append(_line(paragraph, start, end))
            start = piece_start
        while paragraph.width(start, piece_end) > width + TOLERANCE:
            cut = paragraph.last_fitting(start, piece_end, width)
            if cut >= piece_end:
                break
            lines.append(_line(paragraph, start, cut))
            check_time()
            start = cut
        end = piece_end
    lines.append(LineRange(paragraph, start, len(paragraph.text), is_last=True))
    return lines


def _line(paragraph: MeasuredParagraph, start: int, end: int) -> LineRange:
    """A line that goes on in the next; a soft hyphen at its end becomes visible."""
    hyphen = "-" if paragraph.text[start:end].endswith(SOFT_HYPHEN) else ""
    return LineRange(paragraph, start, end, is_last=False, suffix=hyphen)
