"""The values that options of several formats may take."""

from __future__ import annotations

from typing import Literal, get_args

from renderer.errors import OutputError

Optimize = Literal["speed", "size"]

METRES_PER_INCH = 0.0254
DENSEST = 10_000


def check_quality(quality: int) -> None:
    if not (isinstance(quality, int) and 1 <= quality <= 100):
        raise OutputError(f"quality is {quality!r}; a whole number from 1 to 100 is expected")


def check_optimize(optimize: str) -> None:
    if optimize not in get_args(Optimize):
        raise OutputError(f"optimize is {optimize!r}; speed or size is expected")


def check_dpi(dpi: float | None) -> None:
    """Pixels per inch; None for a file that says nothing about them."""
    if dpi is not None and not (isinstance(dpi, int | float) and 1 <= dpi <= DENSEST):
        raise OutputError(f"dpi is {dpi!r}; a number from 1 to {DENSEST:,} is expected")
