"""Shape a line's characters anew and set its runs in visual order, in ems from its left edge."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from renderer.fonts.face import Face
from renderer.text.bidi import visual_order
from renderer.text.content import BULLET, Paragraph, Span, TextStyle
from renderer.text.itemize import FaceChooser, Item, itemize
from renderer.text.measure import TAB_SPACES, glyph_advance, shape_item
from renderer.text.metrics import StyledFace
from renderer.text.wrap import LineRange
from renderer.time_limit import check_time


class PlacedGlyph(Struct, frozen=True):
    """A glyph's origin, right of the line's start and above its baseline."""

    index: int
    x: float
    y: float


class Run(Struct, frozen=True):
    """Glyphs of one face and style, from ``x`` to ``x + width``."""

    face: Face
    style: TextStyle
    glyphs: tuple[PlacedGlyph, ...]
    x: float
    width: float


class Line(Struct, frozen=True):
    """A line's glyphs in visual order and what of its paragraph decides its place; in ems.

    ``align`` is the paragraph's own, if it has one. A list's item begins with a bullet, or with
    the ``number`` that ends where the indented line begins.
    """

    runs: tuple[Run, ...]
    width: float
    styles: tuple[StyledFace, ...]
    align: str | None = None
    indent: float = 0.0
    has_bullet: bool = False
    number: Line | None = None


def shape_line(line: LineRange, faces: FaceChooser, justify_to: float | None = None) -> Line:
    """A line with its glyphs; ``justify_to`` is the width in ems its spaces are stretched to."""
    check_time()
    paragraph = line.paragraph.paragraph
    spans = line.spans
    whole = Paragraph(tuple(spans), direction=paragraph.direction)
    runs, width = _shaped(whole, faces, None if line.is_last else justify_to)
    styles = tuple((style, faces.primary(style)) for style in dict.fromkeys(s.style for s in spans))
    marker = paragraph.marker if line.start == 0 else ""
    number = None
    if marker and marker != BULLET:
        before = Paragraph((Span(marker, spans[0].style),))
        number = Line(*_shaped(before, faces, None), styles[:1])
    return Line(runs, width, styles, paragraph.align, paragraph.indent, marker == BULLET, number)


def _shaped(
    paragraph: Paragraph, faces: FaceChooser, justify_to: float | None
) -> tuple[tuple[Run, ...], float]:
    items = itemize(paragraph, faces)
    runs, width = _assemble(paragraph.text, items, 0.0)
    spaces = sum(item.is_space for item in items)
    if justify_to is not None and spaces and width < justify_to:
        runs, width = _assemble(paragraph.text, items, (justify_to - width) / spaces)
    return tuple(runs), width


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
        placed.append(
            PlacedGlyph(
                glyph.index,
                at + glyph.x_offset * scale,
                glyph.y_offset * scale + item.style.rise,
            )
        )
        at += glyph_advance(item, glyph)
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
