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
from typing import NamedTuple

_NEARLY_ALL = 0.75
"""Of a time limit: who waited for more than that would wait for ever."""


class _Limit(NamedTuple):
    end: float
    length: float


_NONE = _Limit(math.inf, math.inf)
_limit: ContextVar[_Limit] = ContextVar("limit", default=_NONE)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let ``time_left`` count down from ``seconds`` while the block runs, in this context."""
    token = _limit.set(_Limit(time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _limit.reset(token)


def time_left() -> float:
    """Seconds until the time limit; infinite without one."""
    return _limit.get().end - time.monotonic()


def enough_time(seconds: float) -> bool:
    """Whether so much is left, or nearly all that there ever was: waiting would not help then."""
    return time_left() >= min(seconds, _NEARLY_ALL * _limit.get().length)
