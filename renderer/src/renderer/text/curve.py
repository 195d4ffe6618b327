"""Text on a circle: one row of clusters, each turned about the circle's centre.

The circle runs through the middle of the glyphs; its radius depends on the font size and the
curve's power alone. Clusters are shaped one by one, as the editor does.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from renderer.fonts.face import Face
from renderer.paint.box import Box
from renderer.paint.outline import Outline, Point, polygon
from renderer.text.content import Paragraph, Span, TextStyle
from renderer.text.itemize import FaceChooser, itemize_clusters
from renderer.text.place import decoration_offsets, decoration_thickness
from renderer.text.shape import shape
from renderer.text.word import size_as_set

TOLERATED = 0.01  # the part of a glyph that may stick out past the full circle


class CurvedGlyph(Struct, frozen=True):
    """A glyph's origin on its baseline, turned clockwise; in element px."""

    face: Face
    style: TextStyle
    index: int
    x: float
    y: float
    degrees: float


class CurvedText(Struct, frozen=True):
    """``box`` holds the turned line boxes of all glyphs; its top is the element's."""

    glyphs: tuple[CurvedGlyph, ...]
    decorations: tuple[tuple[Outline, TextStyle], ...]
    box: Box


class Circle(Struct, frozen=True):
    """Where an angle from the row's middle lands; ``side`` is 1 for an arch, -1 for a valley."""

    x: float
    y: float
    radius: float
    side: int

    def point(self, angle: float, inward: float = 0.0) -> Point:
        """``inward`` px nearer to the centre for an arch, farther for a valley: always down."""
        r = self.radius - inward * self.side
        return self.x + r * math.sin(angle), self.y - self.side * r * math.cos(angle)


def curve(
    paragraphs: Sequence[Paragraph],
    faces: FaceChooser,
    *,
    size: float,
    line_height: float,
    power: float,
    width: float,
) -> CurvedText:
    """Set a text's paragraphs, joined by spaces, in a row on a circle centred in the width."""
    row = _joined(paragraphs)
    style = row.spans[0].style
    face = faces.primary(style)
    ascent, descent = face.ascent(size), face.descent(size)
    middle = (ascent - descent) / 2  # of the glyphs above their baseline: where the circle runs
    above = line_height * size * ascent / max(1, ascent + descent) - middle
    below = line_height * size - above
    radius = size * max(0.0, 2.5 / abs(power) - 1)
    side = 1 if power > 0 else -1
    slots = _slots(row, faces, size, radius, style.letter_spacing * size)

    flat = Circle(0.0, 0.0, radius, side)
    corners = [p for slot in slots for p in _slot_corners(flat, slot, above, below)]
    left, right = _range([x for x, _ in corners])
    top, bottom = _range([y for _, y in corners])
    # The turned line boxes are centred in the width and begin at the element's top.
    circle = replace(flat, x=(width - left - right) / 2, y=-top)
    box = Box(left + circle.x, 0.0, right - left, bottom - top)
    glyphs = tuple(g for slot in slots for g in _turned(circle, slot, size, middle))
    return CurvedText(glyphs, _decorations(circle, slots, size, middle), box)


class _Slot(Struct, frozen=True):
    """A cluster's place on the circle: angles where its advance begins and ends."""

    face: Face
    style: TextStyle
    glyphs: tuple[tuple[int, float, float], ...]  # index, x and y offset in px
    width: float
    start: float
    end: float

    @property
    def turn(self) -> float:
        return (self.start + self.end) / 2


def _joined(paragraphs: Sequence[Paragraph]) -> Paragraph:
    spans: list[Span] = []
    for paragraph in paragraphs:
        if spans:
            spans.append(Span(" ", spans[-1].style))
        spans += paragraph.spans
    return Paragraph(tuple(spans))


def _slots(
    row: Paragraph, faces: FaceChooser, size: float, radius: float, spacing: float
) -> list[_Slot]:
    """Clusters along the circle, twice the letter spacing apart; those past its end are dropped."""
    measured = []
    for item in itemize_clusters(row, faces):
        cluster = row.text[item.start : item.end].replace("\t", " ")
        ligatures = item.style.letter_spacing == 0
        shaped = shape(item.face, cluster, item.script, item.rtl, ligatures)
        k = size_as_set(item.style, size) * size / item.face.upem
        placed = []
        at = 0.0
        for glyph in shaped:
            placed.append((glyph.index, at + glyph.x_offset * k, -glyph.y_offset * k))
            at += glyph.advance * k
        measured.append((item, tuple(placed), at))
    total = sum(width + 2 * spacing for _, _, width in measured) - spacing
    at = max(-math.pi * radius, -total / 2)
    slots = []
    for item, glyphs, width in measured:
        end = at + width + 2 * spacing
        if radius > 0 and at + width * (1 - TOLERATED) <= math.pi * radius:
            slots.append(
                _Slot(item.face, item.style, glyphs, width, at / radius, (at + width) / radius)
            )
        at = end
    return slots


def _turned(circle: Circle, slot: _Slot, size: float, middle: float) -> list[CurvedGlyph]:
    turn = slot.turn * circle.side
    sin, cos = math.sin(turn), math.cos(turn)
    x0, y0 = circle.point(slot.start)
    return [
        CurvedGlyph(
            slot.face,
            slot.style,
            index,
            x0 + x * cos - (y + middle) * sin,
            y0 + x * sin + (y + middle) * cos,
            math.degrees(turn),
        )
        for index, x, y in slot.glyphs
    ]


def _slot_corners(circle: Circle, slot: _Slot, above: float, below: float) -> list[Point]:
    """The corners of a cluster's turned line box."""
    turn = slot.turn * circle.side
    sin, cos = math.sin(turn), math.cos(turn)
    x0, y0 = circle.point(slot.start)
    return [
        (x0 + x * cos - y * sin, y0 + x * sin + y * cos)
        for x in (0.0, slot.width)
        for y in (-above, below)
    ]


def _decorations(
    circle: Circle, slots: Sequence[_Slot], size: float, middle: float
) -> tuple[tuple[Outline, TextStyle], ...]:
    """A bent band for each stretch of one decorated style."""
    bands = []
    for style in dict.fromkeys(slot.style for slot in slots):
        same = [slot for slot in slots if slot.style == style]
        em = style.size * size
        half = decoration_thickness(em) / 2
        for offset in decoration_offsets(style):
            inward = middle + offset * em
            angles = [same[0].start, *(slot.end for slot in same)]
            outer = [circle.point(angle, inward - half) for angle in angles]
            inner = [circle.point(angle, inward + half) for angle in reversed(angles)]
            bands.append((polygon(outer + inner), style))
    return tuple(bands)


def _range(values: Sequence[float]) -> tuple[float, float]:
    return (min(values), max(values)) if values else (0.0, 0.0)
