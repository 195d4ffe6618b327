"""Set lines in their box: alignment, baselines, decorations; ems become px here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from renderer.paint.box import Box
from renderer.text.line import Line, Run


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
    width: float,
    height: float,
    top: float = 0.0,
) -> Block:
    """Lines one below the other from ``top``, aligned in a box ``width`` px wide."""
    placed = []
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
    """A line under or through a run, in element px."""

    box: Box
    run: Run


def decorations(placed: PlacedLine, size: float) -> list[Decoration]:
    """Underlines and line-throughs; their thickness and place depend on the size alone."""
    found = []
    for run in placed.line.runs:
        em = run.style.size * size
        thickness = max(1, math.floor(em / 10))
        baseline = placed.baseline - run.style.rise * size
        x, width = placed.x + run.x * size, run.width * size
        if run.style.underline:
            top = _round(baseline + 0.1 * em - thickness / 2)
            found.append(Decoration(Box(x, top, width, thickness), run))
        if run.style.line_through:
            top = _round(baseline - 0.33 * em - thickness / 2)
            found.append(Decoration(Box(x, top, width, thickness), run))
    return found


def _round(value: float) -> int:
    return math.floor(value + 0.5)
