"""Kill -9 workers at random, cut their connections, send everything twice; then count.

    python tests/support/soak.py --seconds 300 --products 10000

Ends with exit code 1 when anything was lost, doubled or stuck.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from cutting_proxy import CuttingProxy, cutting_proxy
from faults import Errand, Worker
from feed_scene import Scene, Tally, scene
from waiting import happens

from pipeline.config import DeliverySettings
from pipeline.local.stack import local_stack

RULES = DeliverySettings(
    lease=3.0, attempts=20, pause=0.0, chunk=250, window=500, slice=2.0, stalled=5.0, forgotten=10.0
)
_CLOCKS = (-3.0, 0.0, 600.0, 3600.0)
"""By how much workers' clocks are wrong, in seconds."""
_SETTLING = 240.0
_FEWEST_KILLS = 3


@dataclass(frozen=True, slots=True)
class Soaked:
    """What was done to the workers, and how the feed stands after it."""

    tally: Tally
    requests: int
    products: int
    kills: int
    cuts: int
    retried: int
    """Rows that needed more than one attempt."""
    messages: int
    """Messages that the outbox sent, duplicates not counted."""
    seconds: float

    def __str__(self) -> str:
        tally = self.tally
        return (
            f"{self.requests} requests for {self.products} products each, "
            f"{self.messages} messages, each sent once or twice\n"
            f"{self.kills} workers killed, {self.cuts} times all connections cut, "
            f"{self.retried} rows begun more than once, {self.seconds:.0f} s\n"
            f"{tally.rows} rows: {tally.generated} generated, {tally.failed} failed with a reason; "
            f"lost {tally.lost}, doubled {tally.doubled}, stuck {tally.stuck}, "
            f"without picture {tally.pictureless}, pictures without row {tally.orphans}, "
            f"unsent {tally.unsent}, queued {tally.queued}, dead letters {tally.dead}"
        )


def soak(env: Mapping[str, str], products: int, seconds: float, workers: int = 3) -> Soaked:
    """Ask for feeds and kill workers, a few at least, for so long; then let the last finish."""
    began, kills, cuts = time.monotonic(), 0, 0
    with (
        scene(env, products, broken=products // 100, visibility=4, receives=100) as feed,
        cutting_proxy(int(env["DB_PORT"])) as proxy,
    ):
        team = [hire(feed, proxy) for _ in range(workers)]
        feed.send_process(times=2)
        while time.monotonic() - began < seconds or kills < _FEWEST_KILLS:
            time.sleep(random.uniform(0.2, 1.5))
            number = random.randrange(workers)
            team[number].kill()
            team[number].join()
            kills += 1
            if random.random() < 0.3:
                proxy.cut()
                cuts += 1
            team[number] = hire(feed, proxy)
            if feed.settled():
                feed.send_process(times=2)
        happens(feed.settled, _SETTLING)
        for worker in team:
            worker.kill()
            worker.join()
        ((retried, messages),) = feed.sql(
            "SELECT (SELECT count(*) FROM facebook_test.generated_feeds WHERE attempt > 1), "
            "(SELECT count(*) FROM facebook_test.feed_outbox WHERE sent_at IS NOT NULL)"
        )
        return Soaked(
            feed.tally(),
            feed.requests,
            products,
            kills,
            cuts,
            retried,
            messages,
            time.monotonic() - began,
        )


def hire(feed: Scene, proxy: CuttingProxy) -> Worker:
    """A worker behind the proxy that works until it is killed, on some clock or other."""
    env = {**feed.env, "DB_PORT": str(proxy.port)}
    return Worker(
        Errand(
            env,
            RULES,
            twice=random.random() < 0.5,
            seconds=3600,
            tireless=True,
            clock_offset=random.choice(_CLOCKS),
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seed", type=int, default=None)
    wanted = parser.parse_args()
    random.seed(wanted.seed)
    with local_stack({}) as stack:
        soaked = soak(stack.env, wanted.products, wanted.seconds, wanted.workers)
    print(soaked)
    return bool(soaked.tally.broken)


if __name__ == "__main__":
    sys.exit(main())
