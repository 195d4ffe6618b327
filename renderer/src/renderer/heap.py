"""Freed memory, kept at hand: pictures come and go as buffers of megabytes.

The C library of Linux gives each such buffer back to the system when it is freed and has the next
one filled with zeros, page by page: a third of the time of an ad, measured. What a process takes
for its first ads is asked for in pages of 2 MB: in those of 4 KB it takes 10 ms to be had, not 2.
"""

from __future__ import annotations

import ctypes
import functools
import sys

KEPT_BYTES = 64 * 1024 * 1024
LARGEST_BUFFER = 32 * 1024 * 1024  # the library's own bound; larger ones are given back
LARGE_PAGE = 2 * 1024 * 1024
LARGE_PAGES = 15  # of them: what an ad needs, and less than is kept
MADV_HUGEPAGE = 14
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8


@functools.cache
def keep_freed_memory() -> None:
    """Have this process keep what it frees, up to some 64 MB a thread; nothing where it can't."""
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None)
    mallopt = getattr(library, "mallopt", None)
    if mallopt is not None:
        mallopt(M_TRIM_THRESHOLD, KEPT_BYTES)
        mallopt(M_MMAP_THRESHOLD, LARGEST_BUFFER)
        _ask_for_large_pages(library)


def _ask_for_large_pages(library: ctypes.CDLL) -> None:
    """For memory that the heap grows by here and that nobody has touched; a mere request."""
    address = ctypes.c_void_p
    for name, arguments, result in (
        ("malloc", [ctypes.c_size_t], address),
        ("free", [address], None),
        ("sbrk", [ctypes.c_ssize_t], address),
        ("madvise", [address, ctypes.c_size_t, ctypes.c_int], ctypes.c_int),
    ):
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
    before = library.sbrk(0)
    block = library.malloc(LARGE_PAGES * LARGE_PAGE)
    after = library.sbrk(0)
    start = -(-before // LARGE_PAGE) * LARGE_PAGE
    if after > start:  # it may have had room, or be another thread's heap
        library.madvise(start, (after - start) // LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE)
    library.free(block)


def share_one_heap() -> None:
    """Have all threads of this process use one heap, before they begin; nothing where it can't.

    Each heap keeps what it frees. A batch's worker has a few threads that only load pictures: with
    a heap of their own each, it held 330 MB after 10,000 products.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, 1)
