"""Make a text fit its box: grow the box, shrink the text, or cut it with an ellipsis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from renderer.text.breaking import segments_of
from renderer.text.itemize import FaceChooser
from renderer.text.line import shape_line
from renderer.text.measure import MeasuredParagraph
from renderer.text.wrap import LineRange, wrap

SHRINK_STEP = 0.5
MIN_SIZE = 1.0
ELLIPSIS = "…"
LINE_SLACK = 0.5  # px a box may lack for one more line before an ellipsis


@dataclass(frozen=True, slots=True)
class FittedText:
    """The lines at the font size that was found, in a box ``height`` px high."""

    lines: Sequence[LineRange]
    size: float
    height: float


def block_height(lines: Sequence[LineRange], size: float, line_height: float) -> float:
    """Lines x line height x size; a line is as high as its largest characters ask."""
    return sum(line_size(line) for line in lines) * line_height * size


def line_size(line: LineRange) -> float:
    """The size of a line's largest characters, in ems of the block."""
    at = 0
    sizes = []
    for span in line.paragraph.paragraph.spans:
        if at < line.end and at + len(span.text) > line.start:
            sizes.append(span.style.size)
        at += len(span.text)
    return max(sizes, default=line.paragraph.paragraph.spans[0].style.size)


def fit(
    paragraphs: Sequence[MeasuredParagraph],
    faces: FaceChooser,
    *,
    overflow: str,
    size: float,
    line_height: float,
    width: float,
    height: float,
) -> FittedText:
    """Break the text into lines by one of the editor's overflow modes; all lengths in px."""
    if overflow == "change-font-size":
        return _shrunk(paragraphs, size, line_height, width, height)
    lines = wrap(paragraphs, width / size)
    if overflow == "ellipsis":
        return FittedText(_cut(lines, faces, size, line_height, width, height), size, height)
    return FittedText(lines, size, block_height(lines, size, line_height))


def _shrunk(
    paragraphs: Sequence[MeasuredParagraph],
    size: float,
    line_height: float,
    width: float,
    height: float,
) -> FittedText:
    """Step the size down until the lines are no higher than the box."""
    while True:
        if size <= MIN_SIZE or _may_fit(paragraphs, size, line_height, width, height):
            lines = wrap(paragraphs, width / size)
            needed = block_height(lines, size, line_height)
            if needed <= height + 1e-6 or size <= MIN_SIZE:
                return FittedText(lines, size, needed)
        size = max(MIN_SIZE, size - SHRINK_STEP)


def _may_fit(
    paragraphs: Sequence[MeasuredParagraph],
    size: float,
    line_height: float,
    width: float,
    height: float,
) -> bool:
    """A bound that spares breaking at hopeless sizes: the ink alone needs so many lines."""
    if width <= 0:
        return True
    lines = sum(
        max(1, math.ceil(p.ink * size / width - 1e-6)) for p in paragraphs
    )
    smallest = min((s.style.size for p in paragraphs for s in p.paragraph.spans), default=1.0)
    return lines * smallest * line_height * size <= height + 1e-6


def _cut(
    lines: Sequence[LineRange],
    faces: FaceChooser,
    size: float,
    line_height: float,
    width: float,
    height: float,
) -> list[LineRange]:
    """As many lines as the box holds, at least one; the last ends in an ellipsis if text is left."""
    step = line_height * size
    count = max(1, math.floor((height + LINE_SLACK) / step)) if step > 0 else len(lines)
    kept = list(lines[:count])
    if count < len(lines):
        kept[-1] = _with_ellipsis(kept[-1], faces, width / size)
    return kept


def _with_ellipsis(line: LineRange, faces: FaceChooser, width: float) -> LineRange:
    """The line without as many of its last words as it takes for the ellipsis to fit.

    A single word that doesn't fit leaves the ellipsis alone; a blank line stays blank.
    """
    if not line.text.strip():
        return line
    text = line.paragraph.text[line.start : line.end]
    for _, piece_end, _ in reversed(segments_of(text)):
        end = line.start + piece_end
        candidate = replace(line, end=end, suffix=ELLIPSIS, is_last=True)
        if shape_line(candidate, faces).width <= width + 1e-6:
            return candidate
    return replace(line, end=line.start, suffix=ELLIPSIS, is_last=True)

