"""Shape a line's characters anew and set its runs in visual order, in ems from its left edge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from renderer.fonts.face import Face
from renderer.text.content import Paragraph, Span, TextStyle
from renderer.text.itemize import FaceChooser, Item, itemize
from renderer.text.measure import TAB_SPACES, glyph_advance, shape_item
from renderer.text.bidi import visual_order
from renderer.text.wrap import LineRange


@dataclass(frozen=True, slots=True)
class PlacedGlyph:
    """A glyph's origin, right of the line's start and above its baseline."""

    index: int
    x: float
    y: float
    advance: float


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one face and style, from ``x`` to ``x + width``."""

    face: Face
    style: TextStyle
    glyphs: tuple[PlacedGlyph, ...]
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """``size`` is that of its largest characters, ``face`` theirs; all in ems of the block."""

    runs: tuple[Run, ...]
    width: float
    size: float
    face: Face


def shape_line(line: LineRange, faces: FaceChooser, justify_to: float | None = None) -> Line:
    """A line with its glyphs; ``justify_to`` stretches its spaces to a width in ems."""
    paragraph = _cut(line)
    items = itemize(paragraph, faces)
    text = paragraph.text
    spaces = sum(item.is_space for item in items)
    stretch = 0.0
    if justify_to is not None and spaces and not line.is_last:
        width = _assemble(text, items, 0.0)[1]
        stretch = max(0.0, justify_to - width) / spaces
    runs, width = _assemble(text, items, stretch)
    styles = [span.style for span in paragraph.spans or line.paragraph.paragraph.spans[:1]]
    largest = max(styles, key=lambda style: style.size)
    return Line(tuple(runs), width, largest.size, faces.primary(largest))


def _cut(line: LineRange) -> Paragraph:
    """The line's characters as a paragraph of their own; what is appended takes the last style."""
    spans: list[Span] = []
    at = 0
    for span in line.paragraph.paragraph.spans:
        text = span.text[max(0, line.start - at) : max(0, line.end - at)]
        at += len(span.text)
        if text:
            spans.append(Span(text, span.style))
    if line.suffix:
        style = spans[-1].style if spans else line.paragraph.paragraph.spans[0].style
        last = spans.pop().text if spans else ""
        spans.append(Span(last + line.suffix, style))
    return Paragraph(tuple(spans))


def _assemble(text: str, items: Sequence[Item], stretch: float) -> tuple[list[Run], float]:
    """Runs in visual order and the width of the line."""
    runs: list[Run] = []
    x = 0.0
    for number in visual_order([item.level for item in items]):
        item = items[number]
        if text[item.start] == "\t":
            run = Run(item.face, item.style, (), x, _tab_width(item, x))
        else:
            run = _run(text, item, x, stretch if item.is_space else 0.0)
        runs.append(run)
        x += run.width
    return runs, x


def _run(text: str, item: Item, x: float, stretch: float) -> Run:
    """An item's glyphs; letter spacing follows the last glyph of each cluster."""
    glyphs = shape_item(text, item)
    scale = item.style.size / item.face.upem
    placed = []
    at = x
    for i, glyph in enumerate(glyphs):
        advance = glyph_advance(item, glyph)
        placed.append(
            PlacedGlyph(
                glyph.index,
                at + glyph.x_offset * scale,
                glyph.y_offset * scale + item.style.rise,
                advance,
            )
        )
        at += advance
        if i + 1 == len(glyphs) or glyphs[i + 1].cluster != glyph.cluster:
            at += item.style.letter_spacing
    return Run(item.face, item.style, tuple(placed), x, at + stretch - x)


def _tab_width(item: Item, x: float) -> float:
    """To the next multiple of eight spaces from the line's start that is half a space away."""
    space = item.face.advance(" ") * item.style.size
    stop = TAB_SPACES * space
    if stop <= 0:
        return 0.0
    width = stop - math.fmod(x, stop)
    return width if width >= space / 2 else width + stop
