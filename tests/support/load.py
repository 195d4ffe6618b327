"""Many products from message to picture: what the pipeline adds to the drawing.

    python tests/support/load.py --products 10000 --processes 2

Real workers against the local stack. CPU per picture is that of the worker processes alone,
making the rows included; beside it the renderer draws and encodes a part of the same designs in
this process. Then one request of many products is turned into rows by functions that have only
seconds. Ends with exit code 1 when a product has no picture or no row, the pipeline adds more
than ``--overhead`` ms of CPU per picture, or memory grows.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import psutil
from feed_scene import Scene, scene
from waiting import PATIENCE

from pipeline.config import DeliverySettings, Settings
from pipeline.deadline import time_limit
from pipeline.handler import handle_record
from pipeline.local.stack import local_stack
from pipeline.parts import Parts
from renderer import Renderer, encode

_SAMPLE = 500
_GROWTH = 1.15
"""Memory at the end may be so many times that of the first third."""
_TEXT = {"type": "text", "x": 20, "width": 360, "fontFamily": "Roboto"}
TEMPLATE: dict[str, Any] = {
    "width": 400,
    "height": 400,
    "pages": [
        {
            "id": "page",
            "background": "#f4efe6",
            "children": [
                _TEXT
                | {
                    "id": "t",
                    "y": 40,
                    "fontSize": 36,
                    "text": "x",
                    "custom": {"variable": "title"},
                },
                {
                    "id": "f",
                    "type": "figure",
                    "subType": "star",
                    "x": 120,
                    "y": 140,
                    "width": 160,
                    "height": 160,
                    "fill": "#d1495b",
                },
                _TEXT | {"id": "p", "y": 330, "fontSize": 28, "text": "Only today"},
            ],
        }
    ],
}


@dataclass
class Usage:
    """CPU seconds of the workers and their memory (MiB, the largest process) over time."""

    cpu: float = 0.0
    memory: list[float] = field(default_factory=list)

    def sample(self, supervisor: psutil.Process) -> None:
        processes = [supervisor, *supervisor.children(recursive=True)]
        times = [process.cpu_times() for process in processes]
        self.cpu = sum(t.user + t.system for t in times)
        self.memory.append(max(p.memory_info().rss for p in processes) / 2**20)

    @property
    def grown(self) -> float:
        """The last memory figure over that after a third of the time."""
        return self.memory[-1] / self.memory[len(self.memory) // 3]


@contextmanager
def workers(feed: Scene, processes: int) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "pipeline.cli", "worker", "--processes", str(processes)]
    process = subprocess.Popen(
        [*command, "--wait", "1"], env={**os.environ, **feed.env}, stdout=subprocess.DEVNULL
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def run(feed: Scene, processes: int) -> tuple[Usage, float]:
    """Until every product has its picture; what it took, and in how many seconds."""
    usage, began = Usage(), time.monotonic()
    with workers(feed, processes) as supervisor:
        while len(supervisor.children()) < processes:
            time.sleep(0.1)
        feed.send_process()
        done = 0
        while done < feed.products:
            time.sleep(1)
            usage.sample(supervisor)
            ((done,),) = feed.sql(
                "SELECT count(*) FROM facebook_test.generated_feeds "
                "WHERE status IN ('GENERATED', 'GENERATION_FAIL')"
            )
            print(f"\r{done} of {feed.products}", end="", file=sys.stderr)
        usage.sample(supervisor)
    print(file=sys.stderr)
    return usage, time.monotonic() - began


def drawn_alone(feed: Scene) -> float:
    """CPU seconds per picture of the renderer by itself, warm."""
    designs = feed.sql(
        f"SELECT generated_json::text FROM facebook_test.generated_feeds LIMIT {_SAMPLE}"
    )
    renderer = Renderer()
    for (design,) in designs[:20]:
        encode(renderer.render(design))
    began = time.process_time()
    for (design,) in designs:
        encode(renderer.render(design))
    return (time.process_time() - began) / len(designs)


def large_feed(feed: Scene, seconds: float) -> tuple[int, list[float]]:
    """Let functions of so many seconds make the rows of a feed; their number, and memory (MiB).

    Only the messages of the feed itself are handled; those that ask for pictures are put away.
    """
    os.environ.update(feed.env)
    settings = Settings.from_env(feed.env)
    parts = Parts.from_settings(replace(settings, delivery=DeliverySettings(window=10)))
    feed.send_process()
    functions, memory = 0, list[float]()
    while not functions or _unfinished(feed):
        for message in parts.queue.receive(1):
            if '"generate"' not in message["Body"]:
                functions += 1
                with time_limit(seconds):
                    handle_record(_record(message), parts)
                memory.append(psutil.Process().memory_info().rss / 2**20)
            parts.queue.delete([message["ReceiptHandle"]])
    parts.database.close()
    return functions, memory


def _record(message: Any) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
    }


def _unfinished(feed: Scene) -> bool:
    return bool(feed.sql("SELECT id FROM facebook_test.feed_requests WHERE finished_at IS NULL"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rows", type=int, default=100_000, help="products of the large feed")
    parser.add_argument("--limit", type=float, default=13.0, help="seconds of a function")
    parser.add_argument("--overhead", type=float, default=8.0, help="ms of CPU per picture")
    wanted = parser.parse_args()
    with local_stack({}) as stack, scene(stack.env, wanted.products, 0, 60, 5, TEMPLATE) as feed:
        usage, seconds = run(feed, wanted.processes)
        alone = drawn_alone(feed)
        tally = feed.tally()
    each = usage.cpu / wanted.products
    overhead = (each - alone) * 1000
    third = usage.memory[len(usage.memory) // 3]
    print(
        f"{tally.generated} pictures, {tally.failed} failed, broken: {tally.broken or 'nothing'}\n"
        f"{seconds:.0f} s, {wanted.products / seconds:.1f} pictures/s by {wanted.processes} "
        f"processes\n"
        f"pipeline: {each * 1000:.2f} ms CPU per picture, {1 / each:.1f} pictures/s per core\n"
        f"renderer alone: {alone * 1000:.2f} ms CPU per picture, {1 / alone:.1f} pictures/s per "
        f"core\n"
        f"the pipeline adds {overhead:.2f} ms CPU per picture\n"
        f"memory of a worker: {third:.0f} MiB after a third, {usage.memory[-1]:.0f} MiB at the end"
    )
    with local_stack({}) as stack, scene(stack.env, wanted.rows, 0, 60, 5, TEMPLATE) as feed:
        began = time.monotonic()
        functions, memory = large_feed(feed, wanted.limit)
        ((rows, products),) = feed.sql(
            "SELECT count(*), count(DISTINCT product_id) FROM facebook_test.generated_feeds"
        )
        print(
            f"{rows} rows for {products} of {wanted.rows} products by {functions} functions of "
            f"{wanted.limit:g} s, in {time.monotonic() - began:.0f} s; memory {memory[0]:.0f} MiB "
            f"after the first, {memory[-1]:.0f} MiB after the last"
        )
    healthy = tally.generated == wanted.products and not tally.broken
    whole = rows == products == wanted.rows and memory[-1] <= memory[0] * _GROWTH
    return not (healthy and whole and overhead <= wanted.overhead and usage.grown <= _GROWTH)


if __name__ == "__main__":
    sys.exit(main())
