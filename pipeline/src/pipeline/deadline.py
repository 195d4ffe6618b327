"""How much time is left for the batch in hand.

On Lambda a function is killed at its time limit; whoever waits, tries again or goes on asks here
first. Without a limit there is always time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_end: ContextVar[float] = ContextVar("end", default=math.inf)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let ``time_left`` count down from ``seconds`` while the block runs, in this thread."""
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def time_left() -> float:
    """Seconds until the time limit; infinite without one."""
    return _end.get() - time.monotonic()
