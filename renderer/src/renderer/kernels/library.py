"""Find the compiled kernels (the C files here), if they were built for this processor."""

from __future__ import annotations

import ctypes
import logging
import os
import sys
from pathlib import Path
from typing import Any

INTERFACE = 6  # of pixels.c too: another number where functions take other arguments
SUFFIXES = {"win32": ".dll", "darwin": ".dylib"}
VARIABLE, PLAIN = "FEEDLOOM_KERNELS", "plain"
OUT_OF_MEMORY = 1

logger = logging.getLogger(__name__)

_pointer, _bytes = ctypes.c_void_p, ctypes.c_char_p
_int, _double = ctypes.c_int, ctypes.c_double
_long, _size, _colour = ctypes.c_int64, ctypes.c_size_t, ctypes.c_uint32
_checksum = ctypes.c_uint32
_axis = (_double, _double, _int)

# Of each function what it gives and what it takes.
FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "sample": (_int, *(_pointer, _int, _int, _int, _pointer), *2 * (*_axis, _bytes), _pointer),
    "pick": (_int, *(_pointer, _int, _int, _int), *2 * _axis, _pointer),
    "cover": (None, _pointer, _pointer, _long, _pointer),
    "lay": (None, *(_pointer, _int), *(_pointer, _int, _int), _int, _int),
    "ink": (None, *(_pointer, _int), *(_pointer, _int, _int), _colour, _int, _int),
    "unite": (None, _pointer, _int, _pointer, _int),
    "slant": (None, _pointer, _int, *(_long, _long, _long), _int, _int, _pointer),
    "filter_up": (None, _pointer, *(_int, _int, _int, _int), _pointer),
    "compress_rows": (_size, *(_pointer, _size), _checksum, *(_pointer, _size)),
}


def find() -> ctypes.CDLL | None:
    """The library; None where it was not built, or not to be used (FEEDLOOM_KERNELS=plain)."""
    if os.environ.get(VARIABLE) == PLAIN:
        return None
    path = Path(__file__).with_name("_pixels" + SUFFIXES.get(sys.platform, ".so"))
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        logger.info("pixels are worked on by Pillow alone: %s", error)
        return None
    try:
        if library.kernels_interface() == INTERFACE:
            for name, (gives, *takes) in FUNCTIONS.items():
                function = getattr(library, name)
                function.restype, function.argtypes = gives, takes
            return library
    except AttributeError:  # one without a function: as old
        pass
    logger.warning("%s is out of date: install the renderer again", path)
    return None
