"""CPU per ad of a feed whose photo changes with every product, beside what no renderer can save.

    python bench/ads.py [--runs N] [DESIGN...]

The floor is decoding the product's photo, no larger than it is drawn, and encoding the finished
picture. Both are measured in turn in the same process, warm; the figures are medians in
milliseconds of CPU time, all threads together.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image

from renderer import Renderer, encode

ROOT = Path(__file__).parents[1]
DESIGNS = (ROOT / "docs/example/ad.json", *sorted(ROOT.glob("golden/ads/*.json")))
WARM_UP = 3
COLUMNS = ("load", "draw", "encode", "ad", "floor")


@dataclass(frozen=True)
class Template:
    """A design, the folder its relative urls resolve in, and its product photo."""

    name: str
    design: dict[str, Any]
    assets: Path
    photo: dict[str, Any]

    def product(self, number: int) -> dict[str, Any]:
        """The design of one product: same photo, but under a name and with bytes never seen."""
        src = f"product-{number}.jpg"
        photo = (self.assets / self.photo["src"]).read_bytes()
        (self.assets / src).write_bytes(photo + number.to_bytes(4, "big"))
        design = copy.deepcopy(self.design)
        for element in elements(design["pages"][0]):
            if element.get("src") == self.photo["src"]:
                element["src"] = src
        return design

    def decode(self) -> Image.Image:
        """The photo by the cheapest decoder that keeps the pixels that are drawn."""
        image = Image.open(io.BytesIO((self.assets / self.photo["src"]).read_bytes()))
        width = self.photo["width"] / (self.photo.get("cropWidth") or 1)
        height = self.photo["height"] / (self.photo.get("cropHeight") or 1)
        image.draft("RGB", (round(width), round(height)))
        image.load()
        return image


def elements(parent: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in parent.get("children") or ():
        yield child
        yield from elements(child)


def template(path: Path, folder: Path) -> Template | None:
    """None for a design without a photo. Its assets are copied, so that products can be added."""
    design = json.loads(path.read_bytes())
    photos = [
        element
        for element in elements(design["pages"][0])
        if element["type"] == "image" and element["src"].endswith((".jpg", ".jpeg"))
    ]
    if not photos:
        return None
    source = path.parent if (path.parent / photos[0]["src"]).exists() else path.parents[1]
    assets = folder / path.stem
    shutil.copytree(source, assets)
    photo = max(photos, key=lambda element: element["width"] * element["height"])
    return Template(path.stem, design, assets, photo)


def measure(template: Template, runs: int) -> dict[str, float]:
    """Median milliseconds of each stage, of the whole ad and of the floor."""
    renderer = Renderer(assets=template.assets)
    taken: defaultdict[str, list[float]] = defaultdict(list)
    for run in range(WARM_UP + runs):
        product = json.dumps(template.product(run)).encode()
        with timed(taken["ad"]):
            drawn = renderer.draw(product, clock=time.process_time)
            with timed(taken["encode"]):
                encode(drawn.image)
        taken["load"].append(1000 * (drawn.timings["parse"] + drawn.timings["load"]))
        taken["draw"].append(1000 * drawn.timings["draw"])
        with timed(taken["floor"]):
            template.decode()
            encode(drawn.image)
    return {stage: median(times[WARM_UP:]) for stage, times in taken.items()}


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    started = time.process_time()
    yield
    times.append(1000 * (time.process_time() - started))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("designs", nargs="*", type=Path, default=DESIGNS)
    parser.add_argument("--runs", type=int, default=21, help="measured runs of each design")
    arguments = parser.parse_args()
    print(f"{'CPU ms, median':24}" + "".join(f"{column:>9}" for column in COLUMNS) + "  ad/floor")
    with tempfile.TemporaryDirectory() as folder:
        for path in arguments.designs:
            ad = template(path, Path(folder))
            if ad is None:
                continue
            times = measure(ad, arguments.runs)
            figures = "".join(f"{times[column]:9.1f}" for column in COLUMNS)
            print(f"{ad.name:24}{figures}{times['ad'] / times['floor']:10.2f}")


if __name__ == "__main__":
    main()
