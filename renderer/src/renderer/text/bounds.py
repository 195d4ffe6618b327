"""Fit a text between the sizes and into the lines that its designer allows; even out its lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from msgspec import Struct

from renderer.text.measure import MeasuredParagraph
from renderer.text.wrap import LineRange, wrap
from renderer.time_limit import check_time

STEP = 0.5  # px between the sizes that are tried
BALANCE_STEPS = 8  # halvings of the width that lines are evened out in


class Bounds(Struct, frozen=True):
    """Font sizes in px; ``lines`` is how many there may be, 0 for as many as fit the box.

    A text that is too long at the least size ends in an ellipsis if ``cuts``, else it overflows.
    """

    least: float
    most: float
    lines: int = 0
    cuts: bool = True


def largest_fitting(bounds: Bounds, fits: Callable[[float], bool]) -> float | None:
    """The largest of the allowed sizes that fits; None where even the least does not."""
    least = min(bounds.least, bounds.most)
    if not fits(least):
        return None
    too_large = math.floor((bounds.most - least) / STEP) + 1  # in steps above the least
    if fits(bounds.most):
        return bounds.most
    fitting = 0
    while too_large - fitting > 1:
        check_time()
        middle = (fitting + too_large) // 2
        if fits(least + middle * STEP):
            fitting = middle
        else:
            too_large = middle
    return least + fitting * STEP


def splits_word(line: LineRange) -> bool:
    """Whether a line ends where only a word too long for it would be broken."""
    if line.is_last:
        return False
    ends = (end for _, piece_end, end in line.paragraph.segments for end in (piece_end, end))
    return line.end not in ends


def balanced(paragraphs: Sequence[MeasuredParagraph], width: float) -> list[LineRange]:
    """Lines of about one length, as few as there are in a box ``width`` ems wide."""
    return [line for paragraph in paragraphs for line in _even(paragraph, width)]


def _even(paragraph: MeasuredParagraph, width: float) -> list[LineRange]:
    lines = wrap([paragraph], width)
    if len(lines) == 1 or any(map(splits_word, lines)):
        return lines
    narrow, wide = width / len(lines), width
    for _ in range(BALANCE_STEPS):
        middle = (narrow + wide) / 2
        tried = wrap([paragraph], middle)
        if len(tried) > len(lines) or any(map(splits_word, tried)):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines
