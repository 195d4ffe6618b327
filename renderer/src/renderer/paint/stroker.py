"""Lines along FreeType's own outlines, made by its stroker: a twentieth of what ``stroke`` costs.

It follows curves as curves, and nearer to the editor's picture for it, but where a line is wide
beside what it follows it leaves holes at tight bends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref, c_uint
from typing import Any

from freetype import raw as ft

from renderer.paint.freetype import (
    COUNTABLE_POINTS,
    FreeTypeError,
    TooComplexError,
    check,
    library,
)
from renderer.paint.stroke import MITER_LIMIT, Join

BUTT = 0
JOINS = {"round": 0, "bevel": 1, "miter": 3}  # FreeType's numbers; its 2 cuts long miters short
FINENESS = 16  # the stroker's own points are rounded to 1/64
FINER = ft.FT_Matrix(FINENESS << 16, 0, 0, FINENESS << 16)
COARSER = ft.FT_Matrix((1 << 16) // FINENESS, 0, 0, (1 << 16) // FINENESS)
FARTHEST = 4096 * 64  # 1/64 px: what lies beyond overflows the stroker's arithmetic


@contextmanager
def stroked(outline: Any, width: float, join: Join) -> Iterator[Any]:
    """The FT_Outline of a line of ``width`` px along the closed contours of another one.

    It lives as long as the context; the other one is scaled for it. Raises FreeTypeError where
    it has too many points, or points far away.
    """
    _check_near(outline)
    stroker, line = ft.FT_Stroker(), ft.FT_Outline()
    points, contours = c_uint(), c_uint()
    check(ft.FT_Stroker_New(library(), byref(stroker)), "FT_Stroker_New")
    try:
        ft.FT_Outline_Transform(byref(outline), byref(FINER))
        radius = round(width * 32 * FINENESS)
        ft.FT_Stroker_Set(stroker, radius, BUTT, JOINS[join], round(MITER_LIMIT * 65536))
        check(ft.FT_Stroker_ParseOutline(stroker, byref(outline), 0), "FT_Stroker_ParseOutline")
        ft.FT_Stroker_GetCounts(stroker, byref(points), byref(contours))
        if points.value > COUNTABLE_POINTS:
            raise TooComplexError(f"{points.value} points")
        new = ft.FT_Outline_New(library(), points.value, contours.value, byref(line))
        check(new, "FT_Outline_New")
    except FreeTypeError:
        ft.FT_Stroker_Done(stroker)
        raise
    try:
        line.n_points = line.n_contours = 0  # it is appended to
        ft.FT_Stroker_Export(stroker, byref(line))
        ft.FT_Outline_Transform(byref(line), byref(COARSER))
        yield line
    finally:
        ft.FT_Outline_Done(library(), byref(line))
        ft.FT_Stroker_Done(stroker)


def _check_near(outline: Any) -> None:
    """Raise FreeTypeError where an outline reaches too far for the stroker."""
    box = ft.FT_BBox()
    ft.FT_Outline_Get_CBox(byref(outline), byref(box))
    farthest = max(-box.xMin, -box.yMin, box.xMax, box.yMax)
    if farthest > FARTHEST:
        raise FreeTypeError(f"an outline reaches {farthest / 64:.0f} px far")
