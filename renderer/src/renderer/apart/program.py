"""The program of a process apart: it answers one call after another until nobody asks.

A call names a function of the renderer that takes bytes and keyword arguments and gives a
``Message``.
"""

from __future__ import annotations

import contextlib
import importlib
import math
import os
import sys

from renderer.apart.wire import READY, Message, read_message, write_message
from renderer.errors import RendererError

MEMORY = 480 * 1024**2
ADDRESSES = 4 * 1024**3  # more than memory: libraries reserve what they never touch


def limit() -> None:
    """Memory and files; where the system knows no limits, who waits ends the program."""
    if sys.platform == "win32":
        return
    import resource

    bounds = {
        resource.RLIMIT_DATA: MEMORY,
        resource.RLIMIT_AS: ADDRESSES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in bounds.items():
        with contextlib.suppress(ValueError, OSError):  # not every system knows each
            resource.setrlimit(kind, (most, most))


def limit_processor(seconds: float) -> None:
    """From now on this much processor time; then the operating system ends the program."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(used.ru_utime + used.ru_stime + seconds)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (end, most))


def peak_memory() -> int:
    """The most bytes this program ever held; 0 where that is not known.

    Linux counts what a process held before it became this program: what its caller holds.
    """
    with contextlib.suppress(OSError, StopIteration), open("/proc/self/status", "rb") as status:
        kilobytes = next(line for line in status if line.startswith(b"VmHWM:")).split()[1]
        return int(kilobytes) * 1024
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def answer(call: Message) -> Message:
    module, _, name = call.values["function"].partition(":")
    function = getattr(importlib.import_module(module), name)
    try:
        done: Message = function(call.data, **call.values["arguments"])
    except RendererError as error:
        return Message({"error": type(error).__name__, "text": str(error)})
    return Message({"values": done.values, "peak": peak_memory()}, done.data)


def main() -> None:
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)  # what libraries print is no answer
    limit()
    write_message(answers, READY)
    os.dup2(1, 2)  # up to here its caller reads what is wrong
    while (call := read_message(calls)) is not None:
        limit_processor(call.values["seconds"])
        write_message(answers, answer(call))


if __name__ == "__main__":
    main()
