"""A cache bounded by weight, in which a value is made once however many threads ask for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

from renderer.errors import TimeLimitError
from renderer.forks import renew_when_forked
from renderer.time_limit import check_time

KEYS_REMEMBERED = 10_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class WeightedCache(Generic[K, V]):
    """Keeps what was used last, up to ``capacity`` in the units of ``weigh``; thread-safe.

    A value heavier than the whole capacity is handed out but not kept. A failure reaches everyone
    who was waiting for it and is forgotten.
    """

    def __init__(self, capacity: int, weigh: Callable[[V], int]) -> None:
        self._capacity = capacity
        self._weigh = weigh
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._weight = 0
        self._hits = self._misses = 0
        self._lock = threading.Lock()
        # What is being made, with a future where another thread waits for it.
        self._under_way: dict[K, Future[V] | None] = {}
        renew_when_forked(self)

    def start_anew(self) -> None:
        """What the parent's other threads were making will never be done in this process."""
        if self._lock.locked():  # one was in the middle of a change
            self._kept.clear()
            self._weight = 0
        self._lock = threading.Lock()
        self._under_way = {}

    def __str__(self) -> str:
        return f"{self._hits} hits, {self._misses} misses, {self._weight:,} of {self._capacity:,}"

    def has_room(self, value: V) -> bool:
        """Whether a value would be kept; one heavier than the whole capacity is not."""
        return self._weigh(value) <= self._capacity

    def find(self, key: K) -> V | None:
        """The value of a key if it is kept."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                self._misses += 1
                return None
            self._hits += 1
            self._kept.move_to_end(key)
            return kept[0]

    def keep(self, key: K, value: V) -> None:
        """Keep a value that was made elsewhere, instead of one kept before."""
        with self._lock:
            if key in self._kept:
                self._weight -= self._kept.pop(key)[1]
            self._keep(key, value)

    def grow(self, key: K, weight: int) -> bool:
        """A value is to become heavier by this much; whether it is kept, or was let go for it."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept[key] = (kept[0], kept[1] + weight)
                self._weight += weight
                self._drop_down_to(self._capacity)
            return key in self._kept

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of a key; ``make`` is called where there is none yet."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._hits += 1
                self._kept.move_to_end(key)
                return kept[0]
            self._misses += 1
            awaited = None
            if key in self._under_way:
                awaited = self._under_way[key] or Future()
            self._under_way[key] = awaited
        if awaited is not None:
            try:
                return awaited.result()
            except TimeLimitError:  # of whoever made it, whose time is not ours
                check_time()
                return self.get(key, make)
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                awaited = self._under_way.pop(key, None)
            if awaited is not None:
                awaited.set_exception(error)
            raise
        with self._lock:
            awaited = self._under_way.pop(key, None)
            if key not in self._kept:
                self._keep(key, value)
        if awaited is not None:
            awaited.set_result(value)
        return value

    def make_room(self, weight: int | None = None) -> None:
        """Forget what was used least lately, until this much of the capacity is left, or all."""
        with self._lock:
            self._drop_down_to(0 if weight is None else max(0, self._capacity - weight))

    def _keep(self, key: K, value: V) -> None:
        weight = self._weigh(value)
        if weight > self._capacity:
            return
        self._kept[key] = (value, weight)
        self._weight += weight
        self._drop_down_to(self._capacity)

    def _drop_down_to(self, weight: int) -> None:
        while self._weight > weight:
            _, (_, dropped) = self._kept.popitem(last=False)
            self._weight -= dropped


class ReluctantCache(WeightedCache[K, V]):
    """Keeps a value when it is made the second time: what is asked for once drives out nothing."""

    def __init__(self, capacity: int, weigh: Callable[[V], int]) -> None:
        super().__init__(capacity, weigh)
        self._met: OrderedDict[int, None] = OrderedDict()  # hashes: keys may be large

    def _keep(self, key: K, value: V) -> None:
        if hash(key) in self._met:
            super()._keep(key, value)
            return
        self._met[hash(key)] = None
        if len(self._met) > KEYS_REMEMBERED:
            self._met.popitem(last=False)
