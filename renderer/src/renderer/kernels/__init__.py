"""Loops over pixels in C, where they are built; each caller has the same in Pillow's operations.

All take Pillow images and work in their memory. They answer None (or False) where they can't: the
library is not there, an image has another mode, or is so large that Pillow keeps it in pieces.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image

from renderer.kernels.library import OUT_OF_MEMORY, find

Taps = tuple[float, float, bytes]  # first position, step, weights

ROOM_BESIDE = 4096  # bytes of a zlib stream that holds nothing that can be compressed

_library = find()
COMPILED = _library is not None

_address: Callable[[Any, bytes], int] = ctypes.pythonapi.PyCapsule_GetPointer
ctypes.pythonapi.PyByteArray_FromStringAndSize.restype = ctypes.py_object
ctypes.pythonapi.PyByteArray_FromStringAndSize.argtypes = (ctypes.c_char_p, ctypes.c_ssize_t)
ctypes.pythonapi.PyCapsule_GetPointer.restype = ctypes.c_void_p
ctypes.pythonapi.PyCapsule_GetPointer.argtypes = (ctypes.py_object, ctypes.c_char_p)


class _Memory:
    """An image's pixels as an Arrow array, whose address is valid as long as this lives."""

    __slots__ = ("_capsule", "address")

    def __init__(self, image: Image.Image) -> None:
        """Raises ValueError for an image in pieces."""
        image.load()
        self._capsule = image.im.__arrow_c_array__()  # the image's own makes a schema, too
        self.address = _address(self._capsule, b"arrow_array")


def _memories(*images: Image.Image) -> tuple[_Memory, ...] | None:
    """Where images' pixels are; None where one is in pieces, or has no pixel."""
    if any(0 in image.size for image in images):
        return None
    try:
        return tuple(_Memory(image) for image in images)
    except ValueError:
        return None


def sampled(
    image: Image.Image, x: Taps, y: Taps, coverage: Image.Image | None = None
) -> Image.Image | None:
    """Bilinear samples of an RGB or straight RGBA image, whose edge pixels go on beyond it.

    Of each axis the position of the first output pixel, the step to the next one, and for every
    one how much (of 255) it takes of the source pixel after its position. Whole positions are
    pixels. Alpha, of an RGB image that of a ``coverage`` (mode L, of its size), is premultiplied
    on the way.
    """
    if _library is None or image.mode not in ("RGB", "RGBA"):
        return None
    if coverage and (coverage.mode, coverage.size, image.mode) != ("L", image.size, "RGB"):
        return None
    (x_first, x_step, x_weights), (y_first, y_step, y_weights) = x, y
    mode = "RGBA" if coverage else image.mode
    result = Image.new(mode, (len(x_weights), len(y_weights)), None)
    across = (x_first, x_step, len(x_weights), x_weights)
    down = (y_first, y_step, len(y_weights), y_weights)
    found = _memories(image, result, *((coverage,) if coverage else ()))
    if found is None:
        return None
    source, made, *alphas = found
    alpha = alphas[0].address if alphas else None
    pixels = (source.address, *image.size, mode == "RGBA", alpha)
    _check(_library.sample(*pixels, *across, *down, made.address))
    return result


def picked(
    image: Image.Image, block: int, size: tuple[int, int], x: Sequence[float], y: Sequence[float]
) -> Image.Image | None:
    """Of an RGB image a pixel (``block`` 1) or the mean of 2 x 2 (2) for every output pixel.

    Of each axis the position of the first output pixel and the step to the next one. Means are cut
    to whole levels along x, then along y.
    """
    if _library is None or image.mode != "RGB":
        return None
    result = Image.new(image.mode, size, None)
    found = _memories(image, result)
    if found is None:
        return None
    source, made = found
    across, down = (*x, size[0]), (*y, size[1])
    _check(_library.pick(source.address, *image.size, block, *across, *down, made.address))
    return result


def covered(image: Image.Image, coverage: Image.Image) -> Image.Image | None:
    """An RGB image in straight RGBA, with the alpha of an L coverage of its size."""
    if _library is None or (image.mode, coverage.mode) != ("RGB", "L"):
        return None
    if image.size != coverage.size:
        return None
    result = Image.new("RGBA", image.size, None)
    found = _memories(image, coverage, result)
    if found is None:
        return None
    pixels, alphas, made = found
    count = image.width * image.height
    _library.cover(pixels.address, alphas.address, count, made.address)
    return result


def lay(page: Image.Image, patch: Image.Image, left: int, top: int) -> bool:
    """Lay a straight RGBA patch over an RGB page; whether it was done."""
    if _library is None or patch.mode != "RGBA" or not _takes(page, patch, left, top):
        return False
    found = _memories(page, patch)
    if found is None:
        return False
    below, above = found
    _library.lay(below.address, page.width, above.address, *patch.size, left, top)
    return True


def ink(
    page: Image.Image, mask: Image.Image, colour: tuple[int, int, int], left: int, top: int
) -> bool:
    """Paint one colour through a mask onto an RGB page; whether it was done."""
    if _library is None or mask.mode != "L" or not _takes(page, mask, left, top):
        return False
    found = _memories(page, mask)
    if found is None:
        return False
    below, covered = found
    red, green, blue = colour
    pixel = red | green << 8 | blue << 16 | 255 << 24
    _library.ink(below.address, page.width, covered.address, *mask.size, pixel, left, top)
    return True


def _takes(page: Image.Image, patch: Image.Image, left: int, top: int) -> bool:
    """Whether a page can be written, and a patch lies inside of it."""
    x, y = page.width - patch.width, page.height - patch.height
    return page.mode == "RGB" and not page.readonly and 0 <= left <= x and 0 <= top <= y


def slanted(
    strip: Image.Image, place: tuple[float, float, float], size: tuple[int, int]
) -> Image.Image | None:
    """A row of RGB or RGBA colours laid aslant; what lies beyond it is left black or clear.

    ``place`` is where in the strip the middle of the first pixel is, and how far its right and its
    lower neighbour are from it; all in steps of less than half of 16 bits.
    """
    if _library is None or strip.mode not in ("RGB", "RGBA"):
        return None
    made = Image.new(strip.mode, size, None)
    found = _memories(strip, made)
    if found is None:
        return None
    source, below = found
    first, across, down = (math.floor(part * 65536 + 0.5) for part in place)
    _library.slant(source.address, strip.width, first, across, down, *size, below.address)
    return made


def united(parts: Sequence[int], size: tuple[int, int]) -> Image.Image | None:
    """Masks painted over each other onto an empty one of a size.

    Of each part there are five numbers: where its first level is in memory, its width and height,
    and its left and top in the whole. None may lie outside of it.
    """
    if _library is None:
        return None
    whole = Image.new("L", size)
    found = _memories(whole)
    if found is None:
        return None
    (made,) = found
    numbers = array("q", parts)
    start, _ = numbers.buffer_info()
    _library.unite(start, len(parts) // 5, made.address, whole.width)
    return whole


def filtered_up(image: Image.Image) -> bytearray | None:
    """PNG's rows of an L, RGB or RGBA image: minus the row above, after the filter's number."""
    if _library is None or image.mode not in ("L", "RGB", "RGBA"):
        return None
    found = _memories(image)
    if found is None:
        return None
    (source,) = found
    bands = len(image.mode)
    stride = 1 if bands == 1 else 4
    rows = _fresh((1 + bands * image.width) * image.height)
    _library.filter_up(source.address, *image.size, stride, bands, _start(rows))
    return rows


def compressed(rows: bytearray, checksum: int) -> memoryview | None:
    """The zlib stream of filtered rows, whose Adler-32 is ``checksum``.

    As large as other compressors make it at their lowest level, in half their time.
    """
    if _library is None or not rows:
        return None
    room = _fresh(len(rows) + len(rows) // 8 + ROOM_BESIDE)
    size = _library.compress_rows(_start(rows), len(rows), checksum, _start(room), len(room))
    return memoryview(room)[:size] if size else None


def _fresh(size: int) -> bytearray:
    """Room that is not filled with zeros first."""
    room: bytearray = ctypes.pythonapi.PyByteArray_FromStringAndSize(None, size)
    return room


def _start(room: bytearray) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(room))


def _check(code: int) -> None:
    if code == OUT_OF_MEMORY:
        raise MemoryError
