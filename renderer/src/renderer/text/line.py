"""Shape a line's characters anew and set its runs in visual order, in ems from its left edge."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct

from renderer.fonts.face import Face
from renderer.text.bidi import visual_order
from renderer.text.content import BULLET, Paragraph, Span, TextStyle
from renderer.text.itemize import FaceChooser, Item, itemize
from renderer.text.measure import TAB_SPACES, set_item
from renderer.text.metrics import StyledFace
from renderer.text.word import PlacedGlyph
from renderer.text.wrap import LineRange
from renderer.time_limit import check_time


class Run(Struct, frozen=True):
    """Glyphs of one face and style, from ``x`` to ``x + width``; their own x is from the run's."""

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


def shape_line(
    line: LineRange,
    faces: FaceChooser,
    justify_to: float | None = None,
    block: float | None = None,
) -> Line:
    """A line with its glyphs, as they are drawn where ``block``, the px of an em, is given.

    ``justify_to`` is the width in ems its spaces are stretched to.
    """
    check_time()
    paragraph = line.paragraph.paragraph
    spans = line.spans
    text, items = _items(line, faces)
    runs, width = _shaped(text, items, None if line.is_last else justify_to, block)
    styles = tuple((style, faces.primary(style)) for style in dict.fromkeys(s.style for s in spans))
    marker = paragraph.marker if line.start == 0 else ""
    number = None
    if marker and marker != BULLET:
        before = Paragraph((Span(marker, spans[0].style),))
        number = Line(*_shaped(marker, itemize(before, faces), None, block), styles[:1])
    return Line(runs, width, styles, paragraph.align, paragraph.indent, marker == BULLET, number)


def _items(line: LineRange, faces: FaceChooser) -> tuple[str, Sequence[Item]]:
    """What a line is made of, and the text that its items are ranges of."""
    measured = line.paragraph
    if not line.suffix and (items := measured.items_within(line.start, line.end)) is not None:
        return measured.text, items
    whole = Paragraph(tuple(line.spans), direction=measured.paragraph.direction)
    return whole.text, itemize(whole, faces)


def _shaped(
    text: str, items: Sequence[Item], justify_to: float | None, block: float | None
) -> tuple[tuple[Run, ...], float]:
    runs, width = _assemble(text, items, 0.0, block)
    spaces = sum(item.is_space for item in items)
    if justify_to is not None and spaces and width < justify_to:
        runs, width = _assemble(text, items, (justify_to - width) / spaces, block)
    return tuple(runs), width


def _assemble(
    text: str, items: Sequence[Item], stretch: float, block: float | None
) -> tuple[list[Run], float]:
    """Runs in visual order and the width of the line."""
    runs: list[Run] = []
    x = 0.0
    for number in visual_order([item.level for item in items]):
        item = items[number]
        if text[item.start] == "\t":
            run = Run(item.face, item.style, (), x, _tab_width(item, x))
        else:
            word = set_item(text, item, block)
            width = word.width + stretch if item.is_space else word.width
            run = Run(item.face, item.style, word.glyphs, x, width)
        runs.append(run)
        x += run.width
    return runs, x


def _tab_width(item: Item, x: float) -> float:
    """To the next multiple of eight spaces from the line's start that is half a space away."""
    space = item.face.advance(" ") * item.style.size
    stop = TAB_SPACES * space
    if stop <= 0:
        return 0.0
    width = stop - math.fmod(x, stop)
    return width if width >= space / 2 else width + stop
