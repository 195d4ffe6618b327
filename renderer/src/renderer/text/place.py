"""Set lines in their box: alignment, baselines, decorations; ems become px here."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from msgspec import Struct

from renderer.paint.box import Box
from renderer.text.bounds import Bounds
from renderer.text.content import TextStyle
from renderer.text.line import Line
from renderer.text.metrics import line_box

BULLET_PADDING = 9  # px from a bullet's box to the text, beside two thirds of the ascent


class BlockStyle(Struct, frozen=True):
    """A text element's box and how lines are set in it; lengths in px.

    ``overflow`` is resize, change-font-size, ellipsis or keep-height, unless there are
    ``bounds``; ``breaking`` is editor or unicode. ``problem`` is the kind of issue that fitting
    the text ended in, '' for none.
    """

    size: float
    line_height: float
    align: str
    vertical_align: str
    width: float
    height: float
    overflow: str
    breaking: str = "editor"
    bounds: Bounds | None = None
    balanced: bool = False
    problem: str = ""


class PlacedLine(Struct, frozen=True):
    """A line's box and unrounded baseline in element px; ``x`` is where its runs begin."""

    line: Line
    x: float
    top: float
    baseline: float
    width: float
    height: float
    bullet: Box | None = None
    number_x: float | None = None

    @property
    def box(self) -> Box:
        """What the background covers: the line and its marker."""
        left = self.x if self.number_x is None else self.number_x
        if self.bullet is not None:
            left = self.bullet.x - 1
        return Box(left, self.top, self.x + self.width - left, self.height)


class Block(Struct, frozen=True):
    """A text's geometry in element px: where its lines go and how large it is."""

    lines: tuple[PlacedLine, ...]
    size: float
    width: float
    height: float
    problem: str = ""

    @property
    def text_box(self) -> Box:
        """The lines' part of the box, in its full width: gradients span it."""
        top = self.lines[0].top
        return Box(0, top, self.width, sum(line.height for line in self.lines))


def place(lines: Sequence[Line], style: BlockStyle) -> Block:
    """Lines one below the other, aligned in the box of the style."""
    boxes = [line_box(line.styles, style.size, style.line_height) for line in lines]
    spare = max(0.0, style.height - sum(box.height for box in boxes))
    top = spare * {"middle": 0.5, "bottom": 1.0}.get(style.vertical_align, 0.0)
    placed = []
    for line, box in zip(lines, boxes, strict=True):
        indent = line.indent * style.size
        width = line.width * style.size
        x = indent + _aligned(line.align or style.align, style.width - indent - width)
        baseline = top + box.baseline
        bullet = _bullet(line, style.size, baseline) if line.has_bullet else None
        number_x = indent - line.number.width * style.size if line.number else None
        placed.append(PlacedLine(line, x, top, baseline, width, box.height, bullet, number_x))
        top += box.height
    return Block(tuple(placed), style.size, style.width, style.height, style.problem)


def _aligned(align: str, spare: float) -> float:
    return spare * {"center": 0.5, "right": 1.0}.get(align, 0.0)


def _bullet(line: Line, size: float, baseline: float) -> Box:
    """The disc at a list's item, sized by the ascent as browsers do; left whatever the align."""
    style, face = line.styles[0]
    ascent = face.ascent(style.size * size)
    reach = ascent * 2 // 3
    diameter = (reach + 1) // 2
    left = line.indent * size - reach - BULLET_PADDING + 1
    return Box(left, baseline - ascent + 3 * (ascent - reach) // 2, diameter, diameter)


class Band(Struct, frozen=True):
    """A box along a stretch of one style: a decoration or a highlight, in element px."""

    box: Box
    style: TextStyle


def decorations(placed: PlacedLine, size: float) -> list[Band]:
    """Underlines and line-throughs, one box for neighbouring runs of one style."""
    found: list[Band] = []
    if not any(decoration_offsets(style) for style, _ in placed.line.styles):
        return found
    for style, x, width, baseline in _stretches(placed, size):
        em = style.size * size
        thickness = decoration_thickness(em)
        for offset in decoration_offsets(style):
            top = math.floor(baseline + offset * em - thickness / 2 + 0.5)
            found.append(Band(Box(x, top, width, thickness), style))
    return found


def highlights(placed: PlacedLine, size: float) -> list[Band]:
    """The boxes behind stretches with a background colour of their own: ascent to descent."""
    faces = dict(placed.line.styles)
    found: list[Band] = []
    if not any(style.highlight for style in faces):
        return found
    for style, x, width, baseline in _stretches(placed, size):
        if style.highlight and style in faces:
            em = style.size * size
            ascent, descent = faces[style].ascent(em), faces[style].descent(em)
            found.append(Band(Box(x, baseline - ascent, width, ascent + descent), style))
    return found


def _stretches(placed: PlacedLine, size: float) -> Iterator[tuple[TextStyle, float, float, float]]:
    """Neighbouring runs of one style: the style, left edge, width and baseline, in px."""
    for style, runs in itertools.groupby(placed.line.runs, key=lambda run: run.style):
        same = list(runs)
        width = sum(run.width for run in same) * size
        yield style, placed.x + same[0].x * size, width, placed.baseline - style.rise * size


def decoration_offsets(style: TextStyle) -> list[float]:
    """How far below the baseline the middle of each decoration lies, in ems."""
    return [0.1] * style.underline + [-0.33] * style.line_through


def decoration_thickness(em: float) -> int:
    """Depends on the size alone, not on the font."""
    return max(1, math.floor(em / 10))
