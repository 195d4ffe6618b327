"""The time one picture may take, asked for wherever a design decides how long the work goes on.

A limit holds for the context it is set in (a thread, or a task), so that deep loops need not be
handed it. Work given to other threads takes a copy of the context along.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from renderer.errors import TimeLimitError


class _Limit(NamedTuple):
    seconds: float
    end: float


_limit: ContextVar[_Limit | None] = ContextVar("renderer_time_limit", default=None)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let ``check_time`` raise in here once the seconds have passed; an earlier end holds."""
    end = time.monotonic() + seconds
    outer = _limit.get()
    token = _limit.set(outer if outer is not None and outer.end <= end else _Limit(seconds, end))
    try:
        yield
    finally:
        _limit.reset(token)


def check_time() -> None:
    """Raise TimeLimitError where the picture has had its time. Costs a tenth of a microsecond."""
    limit = _limit.get()
    if limit is not None and time.monotonic() >= limit.end:
        raise TimeLimitError(f"takes longer than the {limit.seconds:g} s a picture may take")


def seconds_left(most: float) -> float:
    """How long to wait for something at most: ``most``, or what is left of the picture's time."""
    limit = _limit.get()
    return most if limit is None else max(0.001, min(most, limit.end - time.monotonic()))
