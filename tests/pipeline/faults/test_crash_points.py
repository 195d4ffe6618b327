"""A worker ends at every boundary of an external effect; nothing is lost, doubled or stuck."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from faults import DIED, Boundary, Errand, Worker, boundaries_of
from feed_scene import Tally, scene

PRODUCTS, BROKEN = 9, 2
NEEDED = (
    "before commit of open_request",
    "after commit of open_request",
    "before commit of chunk",
    "after commit of chunk",
    "before send_message_batch",
    "after send_message_batch",
    "before commit of send_some",
    "before commit of next_turn",
    "before delete_message_batch",
    "before commit of claim",
    "after commit of claim",
    "before put_object",
    "after put_object",
    "before commit of finish",
    "after commit of finish",
    "before commit of fail",
)


@pytest.fixture(scope="module")
def boundaries(stack: Any) -> list[Boundary]:
    """A boundary of each kind, from the middle of the run."""
    with scene(stack.env, PRODUCTS, BROKEN) as feed:
        feed.send_process()
        passed = boundaries_of(Errand(feed.env))
        assert feed.tally().broken == {}
    return [Boundary(name, (count + 1) // 2) for name, count in sorted(passed.items())]


def test_a_worker_can_die_at_any_boundary(stack: Any, boundaries: list[Boundary]) -> None:
    assert {boundary.name for boundary in boundaries} >= set(NEEDED)
    with ThreadPoolExecutor(4) as pool:
        tallies = list(pool.map(lambda boundary: crashed(stack, boundary), boundaries))
    broken = {b: tally.broken for b, tally in zip(boundaries, tallies, strict=True) if tally.broken}
    assert broken == {}
    assert {(t.generated, t.failed) for t in tallies} == {(PRODUCTS - BROKEN, BROKEN)}


def test_without_the_guarantees_crashes_do_harm(stack: Any, boundaries: list[Boundary]) -> None:
    harmful = ("after commit of chunk", "before delete_message_batch", "after commit of claim")
    chosen = [Boundary(name, 1) for name in harmful]
    with ThreadPoolExecutor(4) as pool:
        tallies = list(pool.map(lambda boundary: crashed(stack, boundary, False), chosen))
    assert all(tally.broken for tally in tallies)
    assert any(tally.doubled for tally in tallies)
    assert any(tally.stuck for tally in tallies)


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_an_accepted_feed_goes_on_though_its_token_expires(stack: Any, named: bool) -> None:
    tomorrow = 2 * 86_400.0
    with scene(stack.env, PRODUCTS, BROKEN) as feed:
        feed.send_process(times=2 if named else 1, named=named)
        first = Worker(Errand(feed.env, crash_at=Boundary("after commit of open_request", 1)))
        assert first.join() == DIED
        second = Worker(Errand(feed.env, clock_offset=tomorrow))
        assert second.join() == 0
        assert feed.tally().broken == {}


def crashed(stack: Any, boundary: Boundary, guarded: bool = True) -> Tally:
    """How a feed ends when one worker dies at the boundary and another comes after it."""
    with scene(stack.env, PRODUCTS, BROKEN) as feed:
        feed.send_process(times=2 if guarded else 1)
        first = Worker(Errand(feed.env, crash_at=boundary, guarded=guarded))
        assert first.join() == DIED, boundary
        second = Worker(Errand(feed.env, guarded=guarded))
        assert second.join() == 0
        return feed.tally()
