"""A short soak; ``nox -s soak`` runs the long one."""

from __future__ import annotations

from typing import Any

from faults import Errand, Worker
from feed_scene import scene
from soak import soak


def test_workers_killed_at_random_do_no_harm(stack: Any) -> None:
    soaked = soak(stack.env, products=300, seconds=8)
    assert soaked.tally.broken == {}
    assert soaked.kills >= 3
    assert soaked.tally.failed == 3 * soaked.requests


def test_eight_workers_share_a_feed_that_is_sent_twice(stack: Any) -> None:
    with scene(stack.env, 60, broken=1, visibility=5) as feed:
        feed.send_process(times=3)
        workers = [Worker(Errand(feed.env, twice=True)) for _ in range(8)]
        assert {worker.join() for worker in workers} == {0}
        tally = feed.tally()
        assert tally.broken == {}
        assert (tally.generated, tally.failed) == (59, 1)
