"""Products a second that ``renderer check`` looks at on one processor, and whether memory is flat.

    python bench/check.py [--products N]

The template has 20 elements: a photo, four texts of the product's, and fifteen that all products
share. Rates are by CPU time, the best of three; memory is what the process held at most after a
tenth of the products and after all.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

from renderer import open_feed
from renderer.preflight import CheckSettings, check_feed

ENOUGH = 1000  # products a second
GROWTH = 16.0  # MB that may come and go
WORDS = """
    lamp oak brass chair desk table wooden light blue green comfortable sofa mug espresso ceramic
    handmade vintage linen cotton walnut small large outdoor set of two four
"""


def template() -> dict[str, Any]:
    def text(name: str, y: float, size: float, height: float) -> dict[str, Any]:
        return {
            "type": "text", "text": name, "x": 60, "y": y, "width": 960, "height": height,
            "fontSize": size, "custom": {"variable": name},
        }  # fmt: skip

    shared: list[dict[str, Any]] = [
        {"type": "figure", "x": 60 * i, "y": 1000, "width": 50, "height": 50, "fill": "#345"}
        for i in range(12)
    ]
    shared += [
        {"type": "text", "text": f"Free delivery {i}", "y": 60 * i, "width": 300, "fontSize": 30}
        for i in range(3)
    ]
    product = [
        {
            "type": "image", "src": "", "x": 60, "y": 60, "width": 960, "height": 500,
            "custom": {"variable": "image_link"},
        },
        text("title", 580, 54, 130),
        text("description", 720, 28, 110),
        text("price", 840, 60, 80),
        text("brand", 930, 30, 40),
    ]  # fmt: skip
    page = {"background": "white", "children": [*shared, *product]}
    return {"width": 1080, "height": 1080, "schemaVersion": 4, "pages": [page]}


def write_feed(path: Path, products: int) -> None:
    chance, words = random.Random(7), WORDS.split()
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "title", "description", "price", "brand", "image_link"])
        for i in range(products):
            title = " ".join(chance.sample(words, chance.randint(2, 9))).capitalize()
            description = " ".join(chance.choices(words, k=chance.randint(8, 25)))
            price = f"{chance.randint(1, 400)}.90 EUR"
            brand = chance.choice(("Fig & Field", "Oak", "Nordlys"))
            rows.writerow([f"SKU-{i}", f"{title} {i}", description, price, brand, "photo.jpg"])


def peak() -> float:
    """MB this process held at most so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def run(feed: Path, assets: Path) -> float:
    """Products a second."""
    started = time.process_time()
    with open_feed(feed) as rows:
        report = check_feed(template(), rows, CheckSettings(renderer={"assets": assets}))
    return report.products / (time.process_time() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--products", type=int, default=10_000)
    products = parser.parse_args().products
    with tempfile.TemporaryDirectory() as folder:
        Image.new("RGB", (1000, 600), "red").save(Path(folder) / "photo.jpg")
        few, all_of_them = Path(folder) / "few.csv", Path(folder) / "all.csv"
        write_feed(few, products // 10)
        write_feed(all_of_them, products)
        rates = [run(few, Path(folder)) for _ in range(2)]
        before = peak()
        rates.append(run(all_of_them, Path(folder)))
        grown = peak() - before
    print(f"{'check':32}{'found':>9}{'wanted':>9}")
    print(f"{'products a second':32}{max(rates):9,.0f}{f'{ENOUGH:,}+':>9}")
    print(f"{f'MB more after {products:,} products':32}{grown:9.1f}{f'<{GROWTH:g}':>9}")
    if grown > GROWTH:
        sys.exit("memory grows")


if __name__ == "__main__":
    main()
