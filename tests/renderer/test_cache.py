"""A bounded cache makes each value once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from forked import forked, needs_fork
from hypothesis import given
from hypothesis import strategies as st
from waiting import PATIENCE, wait_until

from renderer.cache import KEYS_REMEMBERED, ReluctantCache, WeightedCache
from renderer.errors import TimeLimitError


def test_threads_that_ask_together_share_one_value() -> None:
    cache: WeightedCache[str, object] = WeightedCache(10, lambda value: 1)
    started, made = threading.Event(), []

    def make() -> object:
        made.append(1)
        started.wait(PATIENCE)
        return object()

    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(cache.get, "key", make) for _ in range(4)]
        started.set()
        assert len({id(answer.result()) for answer in answers}) == 1
    assert made == [1]


def test_a_failure_is_not_remembered() -> None:
    cache: WeightedCache[str, int] = WeightedCache(10, lambda value: 1)
    with pytest.raises(ZeroDivisionError):
        cache.get("key", lambda: 1 // 0)
    assert cache.get("key", lambda: 5) == 5


def test_whoever_waits_for_another_that_runs_out_of_time_makes_it_itself() -> None:
    cache: WeightedCache[str, int] = WeightedCache(10, lambda value: 1)
    started, waited = threading.Event(), threading.Event()

    def run_out() -> int:
        started.set()
        waited.wait(PATIENCE)
        raise TimeLimitError

    with ThreadPoolExecutor(2) as pool:
        hasty = pool.submit(cache.get, "key", run_out)
        started.wait(PATIENCE)
        patient = pool.submit(cache.get, "key", lambda: 5)
        wait_until(lambda: cache._misses == 2)
        waited.set()
        with pytest.raises(TimeLimitError):
            hasty.result()
        assert patient.result() == 5


def test_what_was_used_longest_ago_goes_first() -> None:
    cache: WeightedCache[str, str] = WeightedCache(2, lambda value: 1)
    made: list[str] = []

    def get(key: str) -> None:
        cache.get(key, lambda: made.append(key) or key)

    for key in "abacab":
        get(key)
    assert made == ["a", "b", "c", "b"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), max_size=60))
def test_the_weight_never_passes_the_capacity(asked: list[tuple[int, int]]) -> None:
    cache: WeightedCache[tuple[int, int], int] = WeightedCache(50, lambda value: value)
    for key in asked:
        assert cache.get(key, lambda key=key: key[1]) == key[1]
        assert cache._weight == sum(weight for _, weight in cache._kept.values()) <= 50


def test_room_is_made_for_what_is_not_kept_yet() -> None:
    cache: WeightedCache[str, int] = WeightedCache(100, lambda value: value)
    for key, weight in (("a", 40), ("b", 40)):
        cache.get(key, lambda weight=weight: weight)
    cache.make_room(60)
    assert str(cache).endswith("40 of 100")
    cache.make_room(1000)
    assert str(cache).endswith("0 of 100")


def test_hits_and_misses_are_counted_for_the_log() -> None:
    cache: WeightedCache[str, str] = WeightedCache(1000, len)
    for key in ("a", "b", "a"):
        cache.get(key, lambda: "four")
    assert str(cache) == "1 hits, 2 misses, 8 of 1,000"


def test_a_reluctant_cache_keeps_what_is_made_twice() -> None:
    cache: ReluctantCache[str, str] = ReluctantCache(1, lambda value: 1)
    made: list[str] = []

    def get(key: str) -> None:
        cache.get(key, lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    for key in ("logo", "photo 1", "logo", "photo 2", "logo", "photo 3", "logo"):
        get(key)
    assert made == ["logo", "photo 1", "logo", "photo 2", "photo 3"]


def test_a_reluctant_cache_forgets_keys_that_were_met_long_ago() -> None:
    cache: ReluctantCache[int, int] = ReluctantCache(1, lambda value: 1)
    for key in range(KEYS_REMEMBERED + 1):
        cache.get(key, lambda: 0)
    cache.get(0, lambda: 1)
    assert cache.find(0) is None


@needs_fork
def test_a_forked_process_makes_what_a_thread_of_its_parent_was_making() -> None:
    cache: WeightedCache[str, str] = WeightedCache(10, len)
    begun, end = threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        end.wait()
        return "parent"

    with ThreadPoolExecutor() as pool:
        parent = pool.submit(cache.get, "a", make)
        begun.wait()
        child = forked(lambda: cache.get("a", lambda: "child"))
        end.set()
    assert (child, parent.result()) == ("child", "parent")


@needs_fork
def test_a_process_forked_in_the_middle_of_a_change_forgets_what_was_kept() -> None:
    begun, end = threading.Event(), threading.Event()

    def weigh(value: str) -> int:
        if value == "slow":
            begun.set()
            end.wait()
        return len(value)

    cache: WeightedCache[str, str] = WeightedCache(10, weigh)
    cache.keep("a", "four")
    with ThreadPoolExecutor() as pool:
        pool.submit(cache.keep, "b", "slow")
        begun.wait()
        child = forked(lambda: (cache.find("a"), cache.get("a", lambda: "five")))
        end.set()
    assert (child, cache.find("a")) == ("(None, 'five')", "four")


def test_a_value_that_grows_drives_out_others_and_in_the_end_itself() -> None:
    cache: WeightedCache[str, int] = WeightedCache(10, lambda value: 1)
    cache.keep("other", 1)
    cache.keep("key", 1)
    assert cache.grow("key", 9)
    assert (cache.find("other"), cache.find("key")) == (None, 1)
    assert not cache.grow("key", 1)
    assert cache.find("key") is None
    assert not cache.grow("key", 1)
    assert cache.has_room(1)
