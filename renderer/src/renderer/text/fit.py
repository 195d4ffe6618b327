"""Make a text fit its box: grow the box, shrink the text, or cut it with an ellipsis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace

from renderer.text.bounds import Bounds, balanced, largest_fitting, splits_word
from renderer.text.content import Span, TextStyle
from renderer.text.itemize import FaceChooser
from renderer.text.line import shape_line
from renderer.text.measure import MeasuredParagraph
from renderer.text.metrics import line_box
from renderer.text.place import BlockStyle
from renderer.text.wrap import LineRange, wrap
from renderer.time_limit import check_time

SHRINK_STEP = 0.5
MIN_SIZE = 1.0
ELLIPSIS = "…"
TOLERANCE = 1e-6  # px or ems: sums of advances in another order
LINE_SLACK = 0.5  # px a box may lack for one more line before an ellipsis


def fit(
    paragraphs: Sequence[MeasuredParagraph], faces: FaceChooser, style: BlockStyle
) -> tuple[Sequence[LineRange], BlockStyle]:
    """The lines by the style's overflow mode, and the style with the size and height found."""
    if style.bounds is not None:
        lines, style = _within(paragraphs, faces, style, style.bounds)
    else:
        lines, style = _by_overflow(paragraphs, faces, style)
    if style.balanced and not any(line.suffix == ELLIPSIS for line in lines):
        lines = balanced(paragraphs, style.width / style.size)
    return lines, style


def _by_overflow(
    paragraphs: Sequence[MeasuredParagraph], faces: FaceChooser, style: BlockStyle
) -> tuple[Sequence[LineRange], BlockStyle]:
    if style.overflow == "change-font-size":
        return _shrunk(paragraphs, faces, style)
    lines = wrap(paragraphs, style.width / style.size)
    if style.overflow == "ellipsis":
        return _cut(lines, faces, style), style
    height = height_of(lines, faces, style)
    if style.overflow == "keep-height":
        height = max(height, style.height)
    return lines, replace(style, height=height)


def _within(
    paragraphs: Sequence[MeasuredParagraph],
    faces: FaceChooser,
    style: BlockStyle,
    bounds: Bounds,
) -> tuple[Sequence[LineRange], BlockStyle]:
    """The largest size at which no word is split, and the lines are few and low enough.

    The box keeps its height; ``problem`` says what is wrong where even the least size is too
    large.
    """

    def fits(size: float) -> bool:
        tried = replace(style, size=size)
        lines = wrap(paragraphs, style.width / size)
        return (
            not (0 < bounds.lines < len(lines))
            and height_of(lines, faces, tried) <= style.height + LINE_SLACK
            and not any(map(splits_word, lines))
        )

    size = largest_fitting(bounds, fits)
    if size is not None:
        return wrap(paragraphs, style.width / size), replace(style, size=size)
    style = replace(style, size=min(bounds.least, bounds.most))
    lines: Sequence[LineRange] = wrap(paragraphs, style.width / style.size)
    whole = len(lines)
    if bounds.cuts:
        lines = _cut(lines, faces, style, bounds.lines)
        if len(lines) < whole:
            return lines, replace(style, problem="text-cut")
    height = height_of(lines, faces, style)
    if height > style.height + LINE_SLACK or 0 < bounds.lines < whole:
        return lines, replace(style, height=max(style.height, height), problem="text-overflow")
    return lines, replace(style, problem="word-split")


def height_of(lines: Sequence[LineRange], faces: FaceChooser, style: BlockStyle) -> float:
    """The lines' heights together, in px."""
    heights: dict[tuple[TextStyle, ...], float] = {}
    total = height = 0.0
    before: tuple[Span, ...] = ()
    for line in lines:
        whole = line.paragraph.paragraph.spans
        if whole is not before:
            styles = tuple(dict.fromkeys(span.style for span in line.spans))
            if styles not in heights:
                faced = [(one, faces.primary(one)) for one in styles]
                heights[styles] = line_box(faced, style.size, style.line_height).height
            height = heights[styles]
            before = whole if len(whole) == 1 else ()  # all its lines are of one height
        total += height
    return total


def _shrunk(
    paragraphs: Sequence[MeasuredParagraph], faces: FaceChooser, style: BlockStyle
) -> tuple[Sequence[LineRange], BlockStyle]:
    """Step the size down until the lines are no higher than the box."""
    least = min(MIN_SIZE, style.size)
    most = min(style.size, _most(paragraphs, style))
    steps = math.ceil((style.size - most) / SHRINK_STEP)
    while True:
        check_time()
        tried = replace(style, size=max(least, style.size - steps * SHRINK_STEP))
        lines = wrap(paragraphs, tried.width / tried.size)
        height = height_of(lines, faces, tried)
        if height <= style.height + TOLERANCE or tried.size <= least:
            return lines, replace(tried, height=height)
        steps += 1


def _most(paragraphs: Sequence[MeasuredParagraph], style: BlockStyle) -> float:
    """A size above which the text can't fit, however well it breaks; spares trying those.

    Each paragraph needs a line, and all lines together have to hold the ink.
    """
    smallest = min(span.style.size for p in paragraphs for span in p.paragraph.spans)
    line = smallest * style.line_height
    if line <= 0 or style.width <= 0 or style.height <= 0:
        return style.size if line <= 0 else MIN_SIZE
    ink = sum(paragraph.ink for paragraph in paragraphs)
    by_lines = style.height / (line * len(paragraphs))
    by_ink = math.sqrt(style.height * style.width / (line * ink)) if ink > 0 else math.inf
    return min(by_lines, by_ink) * 1.001


def _cut(
    lines: Sequence[LineRange], faces: FaceChooser, style: BlockStyle, most: int = 0
) -> list[LineRange]:
    """As many lines as the box holds, at least one; the last ends in an ellipsis if it was cut.

    ``most`` is how many there may be, 0 for any number.
    """
    step = style.line_height * style.size
    count = max(1, math.floor((style.height + LINE_SLACK) / step)) if step > 0 else len(lines)
    count = min(count, most) if most else count
    kept = list(lines[:count])
    if count < len(lines):
        kept[-1] = _with_ellipsis(kept[-1], faces, style.width / style.size)
    return kept


def _with_ellipsis(line: LineRange, faces: FaceChooser, width: float) -> LineRange:
    """The line without as many of its last words as it takes for the ellipsis to fit.

    A single word that doesn't fit leaves the ellipsis alone; a blank line stays blank.
    """
    if not line.text.strip():
        return line
    ends = [end for _, end, _ in line.paragraph.segments if line.start < end < line.end]
    for end in (line.end, *reversed(ends)):
        candidate = replace(line, end=end, suffix=ELLIPSIS, is_last=True)
        if shape_line(candidate, faces).width <= width + TOLERANCE:
            return candidate
    return replace(line, end=line.start, suffix=ELLIPSIS, is_last=True)
