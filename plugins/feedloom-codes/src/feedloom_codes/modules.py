"""From dark and light modules to outlines, and what both kinds of code share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from renderer import (
    Box,
    Colour,
    DesignError,
    ElementContext,
    Mark,
    Outline,
    Shape,
    parse_colour,
    rectangle,
)

NO_BACKGROUND = ("", "transparent", "none")


def runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the dark modules (1) of a row begin, and how many follow each other."""
    at = 0
    for is_dark, modules in groupby(row):
        length = len(list(modules))
        if is_dark:
            yield at, length
        at += length


def dark_boxes(rows: Sequence[Iterable[int]], width: float, height: float) -> Outline:
    """The dark modules, each ``width`` by ``height`` large, the first at (0, 0).

    They are one outline: where modules touch there is no seam, at any scale and angle.
    """
    boxes = [
        rectangle(Box(x * width, y * height, length * width, height))
        for y, row in enumerate(rows)
        for x, length in runs(row)
    ]
    return Outline(tuple(contour for box in boxes for contour in box.contours))


def on_background(
    marks: Iterable[Mark], box: Box, background: str, context: ElementContext
) -> list[Mark]:
    """The marks on a coloured box, which then casts the shadow for them."""
    if background.strip().lower() in NO_BACKGROUND:
        return list(marks)
    paper = colour_of(background, "backgroundColor", context)
    return [Shape(rectangle(box), paper), *(replace(mark, casts_shadow=False) for mark in marks)]


def colour_of(text: str, name: str, context: ElementContext) -> Colour:
    colour = parse_colour(text)
    if colour is None:
        raise DesignError(f"{context.place}.{name}", f"is {text!r}", "a colour is expected")
    return colour


def check_quiet_zone(modules: int, context: ElementContext) -> None:
    if not 0 <= modules <= 100:
        expected = "0 to 100 modules are expected"
        raise DesignError(f"{context.place}.quietZone", f"is {modules}", expected)


def report_if_small(module: float, context: ElementContext) -> None:
    """Say so where a module is less than a pixel: nobody will be able to scan that."""
    if module * context.scale < 1:
        size = f"{module * context.scale:.2f} pixels"
        context.report(f"a module of the code is {size} wide; scanners need at least 1")
