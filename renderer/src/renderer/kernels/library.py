"""Find the compiled kernels (the C files here), if they were built for this processor."""

from __future__ import annotations

import ctypes
import logging
import os
import sys
from pathlib import Path

INTERFACE = 6  # of pixels.c too: another number where functions take other arguments
SUFFIXES = {"win32": ".dll", "darwin": ".dylib"}
VARIABLE, PLAIN = "FEEDLOOM_KERNELS", "plain"
OUT_OF_MEMORY = 1

logger = logging.getLogger(__name__)

_pointer, _int, _long, _double = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_double
_bytes = ctypes.c_char_p
_colour = _checksum = ctypes.c_uint32
_size = ctypes.c_size_t
_axis = (_double, _double, _int)


def find() -> ctypes.CDLL | None:
    """The library; None where it was not built, or not to be used (FEEDLOOM_KERNELS=plain)."""
    if os.environ.get(VARIABLE) == PLAIN:
        return None
    path = Path(__file__).with_name("_pixels" + SUFFIXES.get(sys.platform, ".so"))
    try:
        library = ctypes.CDLL(str(path))
        found = library.kernels_interface()
    except (OSError, AttributeError) as error:
        logger.info("pixels are worked on by Pillow alone: %s", error)
        return None
    if found != INTERFACE:
        logger.warning("%s is out of date: install the renderer again", path)
        return None
    library.sample.argtypes = (
        *(_pointer, _int, _int, _int, _pointer),
        *(*_axis, _bytes),
        *(*_axis, _bytes),
        _pointer,
    )
    library.pick.argtypes = (_pointer, _int, _int, _int, *_axis, *_axis, _pointer)
    library.cover.argtypes = (_pointer, _pointer, _long, _pointer)
    library.cover.restype = None
    library.lay.argtypes = (_pointer, _int, _pointer, _int, _int, _int, _int)
    library.lay.restype = None
    library.ink.argtypes = (_pointer, _int, _pointer, _int, _int, _colour, _int, _int)
    library.ink.restype = None
    library.unite.argtypes = (_pointer, _int, _pointer, _int)
    library.unite.restype = None
    library.slant.argtypes = (_pointer, _int, *(_long,) * 3, _int, _int, _pointer)
    library.slant.restype = None
    library.filter_up.argtypes = (_pointer, _int, _int, _int, _int, _pointer)
    library.filter_up.restype = None
    library.compress_rows.argtypes = (_pointer, _size, _checksum, _pointer, _size)
    library.compress_rows.restype = _size
    return library
