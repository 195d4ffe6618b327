"""Set lines in their box: alignment, baselines, decorations; ems become px here."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from renderer.paint.box import Box
from renderer.text.content import TextStyle
from renderer.text.line import Line


@dataclass(frozen=True, slots=True)
class Block:
    """A text's geometry in element px: where its lines go and how large it is."""

    lines: tuple[PlacedLine, ...]
    size: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A line with its left edge, top and unrounded baseline in element px."""

    line: Line
    x: float
    top: float
    baseline: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        return Box(self.x, self.top, self.width, self.height)


def place(
    lines: Sequence[Line],
    *,
    size: float,
    line_height: float,
    align: str,
    vertical_align: str,
    width: float,
    height: float,
) -> Block:
    """Lines one below the other, aligned in a box of ``width`` x ``height`` px."""
    placed = []
    spare = height - sum(line.size for line in lines) * size * line_height
    top = max(0.0, spare) * {"middle": 0.5, "bottom": 1.0}.get(vertical_align, 0.0)
    for line in lines:
        step = line.size * size * line_height
        line_width = line.width * size
        placed.append(
            PlacedLine(
                line,
                _aligned(align, width, line_width),
                top,
                top + baseline_in_line(line, size, line_height),
                line_width,
                step,
            )
        )
        top += step
    return Block(tuple(placed), size, width, height)


def baseline_in_line(line: Line, size: float, line_height: float) -> float:
    """The baseline below a line's top: ascent and descent, in whole px, centred in the line."""
    largest = line.size * size
    face = line.face
    ascent, descent = face.ascent(largest), face.descent(largest)
    return (line_height * largest - ascent - descent) / 2 + ascent


def _aligned(align: str, width: float, line_width: float) -> float:
    if align == "center":
        return (width - line_width) / 2
    if align == "right":
        return width - line_width
    return 0.0


@dataclass(frozen=True, slots=True)
class Decoration:
    """A line under or through text of one style, in element px."""

    box: Box
    style: TextStyle


def decorations(placed: PlacedLine, size: float) -> list[Decoration]:
    """Underlines and line-throughs, one box for neighbouring runs of one style."""
    found = []
    for style, runs in itertools.groupby(placed.line.runs, key=lambda run: run.style):
        same = list(runs)
        x = placed.x + same[0].x * size
        width = sum(run.width for run in same) * size
        baseline = placed.baseline - style.rise * size
        for offset in decoration_offsets(style):
            em = style.size * size
            thickness = decoration_thickness(em)
            top = math.floor(baseline + offset * em - thickness / 2 + 0.5)
            found.append(Decoration(Box(x, top, width, thickness), style))
    return found


def decoration_offsets(style: TextStyle) -> list[float]:
    """How far below the baseline the middle of each decoration lies, in ems."""
    return [0.1] * style.underline + [-0.33] * style.line_through


def decoration_thickness(em: float) -> int:
    """Depends on the size alone, not on the font."""
    return max(1, math.floor(em / 10))
