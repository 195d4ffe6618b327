"""FreeType's library handle and outline structures, one set per thread.

FreeType objects must not be shared between threads, and calls release the GIL; a library handle
per thread lets pictures be drawn side by side without a lock.
"""

from __future__ import annotations

import threading
from array import array
from ctypes import byref, c_ubyte, cast, pointer
from typing import Any

from freetype import raw as ft

from renderer.paint.outline import Outline

COUNTABLE_POINTS = 32_767  # of one outline: FreeType counts them in 16 bits
MAX_POINTS = 32_000  # of what is drawn at once
RASTER_OVERFLOW = 0x62
ON_CURVE, CONIC, CUBIC = 1, 0, 2
TAGS = {
    1: bytes([ON_CURVE]),
    2: bytes([CONIC, ON_CURVE]),
    3: bytes([CUBIC, CUBIC, ON_CURVE]),
}  # by the number of a segment's points

_local = threading.local()


class FreeTypeError(Exception):
    """A FreeType call failed."""


class TooComplexError(FreeTypeError):
    """An outline has more points, or edges in a row of pixels, than FreeType can hold."""


def check(code: int, call: str) -> None:
    if code == RASTER_OVERFLOW:
        raise TooComplexError(call)
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
        flat = [(p[0] + dx, p[1] + dy) for p in outline.points()]
        tags = bytearray()
        ends = []
        for contour in outline.contours:
            tags.append(ON_CURVE)
            for segment in contour.segments:
                tags += TAGS[len(segment)]
            ends.append(len(tags) - 1)
        if len(tags) > COUNTABLE_POINTS:
            raise TooComplexError(f"{len(tags)} points")
        points = array("l", [round(side * 64) for point in flat for side in point])
        self._arrays = points, array("B", tags), array("h", ends)
        self.struct = ft.FT_Outline()
        self.struct.n_contours = len(ends)
        self.struct.n_points = len(tags)
        for name, numbers in zip(("points", "tags", "contours"), self._arrays, strict=True):
            start, _ = numbers.buffer_info()
            setattr(self.struct, name, cast(start, type(getattr(self.struct, name))))


def coverage_of(struct: Any, width: int, height: int, *, y_up: bool = False) -> bytearray:
    """The 8-bit coverage of an FT_Outline over the pixels (0, 0) to (width, height).

    Its y runs down, or up as in FreeType's own outlines; the rows run down.
    """
    pixels = bytearray(width * height)
    bitmap = ft.FT_Bitmap()
    bitmap.rows, bitmap.width, bitmap.pitch = height, width, width if y_up else -width
    bitmap.buffer = pointer(c_ubyte.from_buffer(pixels))  # an array type for each size is dear
    bitmap.num_grays = 256
    bitmap.pixel_mode = ft.FT_PIXEL_MODE_GRAY
    check(
        ft.FT_Outline_Get_Bitmap(library(), byref(struct), byref(bitmap)), "FT_Outline_Get_Bitmap"
    )
    return pixels
