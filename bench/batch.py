"""What a batch takes by one and by two processes, and what a worker holds over many products.

    python bench/batch.py [--products N] [--rounds N] [--soak N]

The example's template; every product has a photo of its own. One and two processes take turns,
each beside a run of a tenth as many products: the difference of the two is what the others cost,
without start-up, and the ratio of a round is found within a few seconds. Medians of all rounds.

How two processes compare to one by the clock says as much of the machine as of the batch: who
else works on it takes its share. So the processor's own time is measured, too, of all processes
that take part: what a picture costs with two at work beside what it costs with one, and what the
parent adds, which is all that can't be shared. From these two follows what a machine with nothing
else to do could reach.

``--soak`` is over how many products, each with its own photo, a worker's memory is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from renderer import Row, open_feed
from renderer.batch import BatchSettings, Entry, draw_feed

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs/example"
SCALING, PEAK, GROWTH = 1.8, 300, 30  # times, MB, MB
POINTS = 10  # of the curve of memory
KEPT_PHOTOS = 100  # of a soak


def template() -> dict[str, Any]:
    design: dict[str, Any] = json.loads((EXAMPLE / "ad.json").read_bytes())
    for element in design["pages"][0]["children"]:
        if element["type"] == "image":
            element["custom"] = {"variable": "photo"}
        elif element["type"] == "text":
            element["text"] = "{{ title }}"
    return design


def add_photo(folder: Path, number: int) -> str:
    """A photo like the example's, whose bytes are no other's."""
    name = f"{number}.jpg"
    (folder / name).write_bytes((EXAMPLE / "espresso.jpg").read_bytes() + number.to_bytes(4, "big"))
    return name


def write_feed(folder: Path, products: int) -> Path:
    feed = folder / f"{products}.csv"
    rows = (f"p{i},Espresso cup {i},{add_photo(folder, i)}" for i in range(products))
    feed.write_text("\n".join(["id,title,photo", *rows, ""]))
    return feed


@dataclass(frozen=True)
class Run:
    """Seconds of one batch: by the clock, of the parent's processor, of the workers'."""

    wall: float
    parent: float
    workers: float

    def without(self, other: Run) -> Run:
        return Run(self.wall - other.wall, self.parent - other.parent, self.workers - other.workers)


def draw(feed: Path, jobs: int) -> None:
    """One batch, in this process; prints what it took."""
    out = feed.parent / f"out-{os.getpid()}"
    settings = BatchSettings(renderer={"assets": feed.parent}, jobs=jobs)
    started, parent = time.monotonic(), time.process_time()
    with open_feed(feed) as rows:
        summary = draw_feed(template(), rows, out, settings)
    wall, parent = time.monotonic() - started, time.process_time() - parent
    assert summary.failed == 0
    shutil.rmtree(out)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(wall, parent, used.ru_utime + used.ru_stime)


def measured(feed: Path, jobs: int) -> Run:
    command = [sys.executable, __file__, "--feed", str(feed), "--jobs", str(jobs)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Run(*map(float, printed.split()))


def scaling(folder: Path, products: int, rounds: int) -> None:
    few, many = write_feed(folder, products // 10), write_feed(folder, products)
    drawn = products - products // 10
    found: dict[int, list[Run]] = {1: [], 2: []}
    for number in range(rounds):
        for jobs in (1, 2) if number % 2 else (2, 1):
            short = measured(few, jobs)
            found[jobs].append(measured(many, jobs).without(short))
    print(f"{'batch':44}{'found':>9}{'wanted':>9}")
    for jobs, runs in found.items():
        rate = drawn / median(run.wall for run in runs)
        print(f"{f'pictures a second, processes: {jobs}':44}{rate:9.1f}")
    for jobs, runs in found.items():
        each = 1000 * median(run.workers for run in runs) / drawn
        print(f"{f'CPU ms of a worker a picture, processes: {jobs}':44}{each:9.1f}")
    parent = 1000 * median(run.parent for run in found[2]) / drawn
    print(f"{'CPU ms of the parent a picture':44}{parent:9.2f}")
    pairs = list(zip(found[1], found[2], strict=True))
    ratios = [one.wall / two.wall for one, two in pairs]
    print(f"{'2 processes to 1, by the clock':44}{median(ratios):9.2f}{f'>{SCALING}':>9}")
    print(f"{'  of single rounds':44}{min(ratios):9.2f} to {max(ratios):.2f}")
    possible = median(2 * one.workers / (two.workers + two.parent) for one, two in pairs)
    print(
        f"{'2 processes to 1, by processor time':44}{possible:9.2f}{f'>{SCALING}':>9}", flush=True
    )


def shop(folder: Path, products: int) -> Iterator[Row]:
    """Rows of products, each photo written before its turn and taken away long after."""
    for number in range(products):
        photo = add_photo(folder, number)
        (folder / f"{number - KEPT_PHOTOS}.jpg").unlink(missing_ok=True)
        values = {"id": f"p{number}", "title": f"Espresso cup {number}", "photo": photo}
        yield Row(number + 2, values)


def soak(folder: Path, products: int) -> bool:
    """Print what a worker holds while it draws, and whether that stays within the bounds."""
    held: list[tuple[int, float]] = []
    drawn = 0
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.1):
            for worker in psutil.Process().children():
                with suppress(psutil.Error):
                    held.append((drawn, worker.memory_info().rss / 1e6))

    def count(entry: Entry) -> None:
        nonlocal drawn
        assert entry.status == "drawn", entry.error
        drawn += 1
        (folder / "out" / entry.file).unlink()

    watcher = threading.Thread(target=watch)
    watcher.start()
    settings = BatchSettings(renderer={"assets": folder}, jobs=1)
    draw_feed(template(), shop(folder, products), folder / "out", settings, count)
    ended.set()
    watcher.join()
    ends = [products * point // POINTS for point in range(POINTS + 1)]
    curve = [
        median(size for at, size in held if start <= at < end) for start, end in pairwise(ends)
    ]
    print(f"\n{'products so far':18}" + "".join(f"{end:8,}" for end in ends[1:]))
    print(f"{'MB a worker holds':18}" + "".join(f"{size:8.0f}" for size in curve))
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
    grown = curve[-1] - curve[POINTS // 5]
    print(f"\n{'memory of a worker, MB':44}{'found':>9}{'wanted':>9}")
    print(f"{f'at most, over {products:,} products':44}{peak:9.0f}{f'<{PEAK}':>9}")
    print(f"{'more at the end than after a fifth':44}{grown:9.0f}{f'<{GROWTH}':>9}")
    return peak < PEAK and grown < GROWTH


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--products", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--soak", type=int, default=10_000)
    parser.add_argument("--feed", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.feed:
        draw(arguments.feed, arguments.jobs)
        return
    with tempfile.TemporaryDirectory() as folder:
        scaling(Path(folder), arguments.products, arguments.rounds)
    with tempfile.TemporaryDirectory() as folder:
        if not soak(Path(folder), arguments.soak):
            sys.exit("a worker takes more memory than allowed")


if __name__ == "__main__":
    main()
