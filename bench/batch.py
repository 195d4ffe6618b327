"""Pictures a second of a batch by one and by two processes, and what a worker holds at most.

    python bench/batch.py [--products N] [--soak N]

The example's template, a photo of its own for each product. One and two processes take turns;
medians are compared, start-up left out: a run of a tenth is measured with each and subtracted.
``--soak`` is how many products the memory is measured over, against a twentieth of them.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "docs/example"
ROUNDS = 3
SCALING, PEAK, GROWTH = 1.8, 300, 30  # times, MB, MB


def template() -> dict[str, Any]:
    design: dict[str, Any] = json.loads((EXAMPLE / "ad.json").read_bytes())
    for element in design["pages"][0]["children"]:
        if element["type"] == "image":
            element["custom"] = {"variable": "photo"}
        elif element["type"] == "text":
            element["text"] = "{{ title }}"
    return copy.deepcopy(design)


def write_shop(folder: Path, products: int, photos: int) -> Path:
    """A feed of products, which share photos where there are fewer of them."""
    photo = (EXAMPLE / "espresso.jpg").read_bytes()
    for number in range(photos):
        (folder / f"{number}.jpg").write_bytes(photo + number.to_bytes(4, "big"))
    feed = folder / f"{products}.csv"
    rows = (f"p{i},Espresso cup {i},{i % photos}.jpg" for i in range(products))
    feed.write_text("\n".join(["id,title,photo", *rows, ""]))
    return feed


def draw(feed: Path, jobs: int) -> None:
    """One batch, in this process; prints its seconds and the workers' peak of MB."""
    from renderer import open_feed
    from renderer.batch import BatchSettings, draw_feed

    out = feed.parent / f"out-{os.getpid()}"
    settings = BatchSettings(renderer={"assets": feed.parent}, jobs=jobs)
    started = time.monotonic()
    with open_feed(feed) as rows:
        summary = draw_feed(template(), rows, out, settings)
    seconds = time.monotonic() - started
    assert summary.failed == 0
    shutil.rmtree(out)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6
    print(seconds, peak)


def measure(feed: Path, jobs: int) -> tuple[float, float]:
    command = [sys.executable, __file__, "--feed", str(feed), "--jobs", str(jobs)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, peak = map(float, printed.split())
    return seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--products", type=int, default=400)
    parser.add_argument("--soak", type=int, default=2000)
    parser.add_argument("--feed", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--jobs", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.feed:
        draw(arguments.feed, arguments.jobs)
        return
    products, soak = arguments.products, arguments.soak
    with tempfile.TemporaryDirectory() as folder:
        shop = Path(folder)
        few = write_shop(shop, products // 10, products)
        many = write_shop(shop, products, products)
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(ROUNDS):
            for jobs, found in rates.items():
                spent = measure(many, jobs)[0] - measure(few, jobs)[0]
                found.append((products - products // 10) / spent)
        one, two = median(rates[1]), median(rates[2])
        _, before = measure(write_shop(shop, soak // 20, soak), 1)
        _, after = measure(write_shop(shop, soak, soak), 1)
    print(f"{'batch':40}{'found':>9}{'wanted':>9}")
    print(f"{'pictures a second, 1 process':40}{one:9.1f}")
    print(f"{'pictures a second, 2 processes':40}{two:9.1f}")
    print(f"{'2 processes to 1':40}{two / one:9.2f}{f'>{SCALING}':>9}")
    print(f"{f'MB of a worker, {soak // 20:,} products':40}{before:9.0f}{f'<{PEAK}':>9}")
    print(f"{f'MB of a worker, {soak:,} products':40}{after:9.0f}{f'<{PEAK}':>9}")
    if after > PEAK or after - before > GROWTH:
        sys.exit("a worker takes more memory than allowed")


if __name__ == "__main__":
    main()
