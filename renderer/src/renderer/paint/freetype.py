"""FreeType's library handle and outline structures, one set per thread.

FreeType objects must not be shared between threads, and calls release the GIL; a library handle
per thread lets pictures be drawn side by side without a lock.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from ctypes import POINTER, byref, c_int, c_long, c_short, c_ubyte, cast
from typing import Any

from freetype import raw as ft

from renderer.paint.outline import Contour, Outline

ON_CURVE, CONIC, CUBIC = 1, 0, 2
TAGS = {1: (ON_CURVE,), 2: (CONIC, ON_CURVE), 3: (CUBIC, CUBIC, ON_CURVE)}

_local = threading.local()


class FreeTypeError(Exception):
    """A FreeType call failed."""


def check(code: int, call: str) -> None:
    if code:
        raise FreeTypeError(f"{call} failed with code {code}")


def library() -> Any:
    """This thread's FT_Library."""
    handle = getattr(_local, "library", None)
    if handle is None:
        handle = ft.FT_Library()
        check(ft.FT_Init_FreeType(byref(handle)), "FT_Init_FreeType")
        _local.library = handle
    return handle


class OutlineStruct:
    """An FT_Outline of our points (26.6 fixed, y down as given) and the arrays it points into."""

    def __init__(self, outline: Outline, dx: float = 0.0, dy: float = 0.0) -> None:
        xs: list[int] = []
        tags: list[int] = []
        ends: list[int] = []
        for contour in outline.contours:
            self._add(contour, dx, dy, xs, tags)
            ends.append(len(tags) - 1)
        self._points = (ft.FT_Vector * len(tags)).from_buffer((c_long * len(xs))(*xs))
        self._tags = (c_ubyte * len(tags))(*tags)
        self._ends = (c_short * len(ends))(*ends)
        self.struct = ft.FT_Outline()
        self.struct.n_contours = len(ends)
        self.struct.n_points = len(tags)
        self.struct.points = cast(self._points, POINTER(ft.FT_Vector))
        self.struct.tags = cast(self._tags, type(self.struct.tags))
        self.struct.contours = cast(self._ends, type(self.struct.contours))
        self.struct.flags = 0

    @staticmethod
    def _add(contour: Contour, dx: float, dy: float, xs: list[int], tags: list[int]) -> None:
        def put(point: tuple[float, float], tag: int) -> None:
            xs.append(round((point[0] + dx) * 64))
            xs.append(round((point[1] + dy) * 64))
            tags.append(tag)

        put(contour.start, ON_CURVE)
        for segment in contour.segments:
            for point, tag in zip(segment, TAGS[len(segment)], strict=True):
                put(point, tag)


def coverage_of(struct: Any, width: int, height: int) -> bytes:
    """The 8-bit coverage of an FT_Outline (y down) over the pixels (0, 0) to (width, height)."""
    pixels = (c_ubyte * (width * height))()
    bitmap = ft.FT_Bitmap()
    bitmap.rows, bitmap.width, bitmap.pitch = height, width, -width  # negative: y runs down
    bitmap.buffer = cast(pixels, type(bitmap.buffer))
    bitmap.num_grays = 256
    bitmap.pixel_mode = ft.FT_PIXEL_MODE_GRAY
    check(
        ft.FT_Outline_Get_Bitmap(library(), byref(struct), byref(bitmap)), "FT_Outline_Get_Bitmap"
    )
    return bytes(pixels)


def point_array(struct: Any) -> Sequence[tuple[int, int]]:
    """The points of an FT_Outline in 26.6."""
    return [(struct.points[i].x, struct.points[i].y) for i in range(c_int(struct.n_points).value)]
