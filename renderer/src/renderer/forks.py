"""What forked processes must not share: each has its own threads, connections and locks.

Of its parent's threads a forked process has only the one that forked. A pool's other threads are
gone, a lock that one of them held is never released, and on a connection both processes would
read each other's answers.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")


class Renewable(Protocol):
    def start_anew(self) -> None:
        """In a forked process: let go of what is the parent's. No other thread runs then."""


_renewed: weakref.WeakSet[Renewable] = weakref.WeakSet()


def renew_when_forked(owner: Renewable) -> None:
    """Have ``start_anew`` called in every process forked from this one while the owner lives."""
    _renewed.add(owner)


def _start_anew() -> None:
    for owner in list(_renewed):
        owner.start_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)


class Owned(Generic[T]):
    """Something that each process makes for itself when it is first asked for; thread-safe.

    Once closed it is made again if it is asked for again.
    """

    def __init__(self, make: Callable[[], T], close: Callable[[T], object]) -> None:
        self._make = make
        self._close = close
        self.start_anew()
        renew_when_forked(self)

    def start_anew(self) -> None:
        self._lock = threading.Lock()
        self._made: T | None = None

    def get(self) -> T:
        if (made := self._made) is not None:
            return made
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def close(self) -> None:
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            self._close(made)
