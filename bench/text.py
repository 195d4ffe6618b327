"""CPU of an ad's text alone: shaping, layout and painting, with warm and with cold caches.

    python bench/text.py [--runs N] [DESIGN...]

Warm is the text drawn again by the same renderer; cold is the first time in a fresh process, with
the libraries loaded but no font, layout or glyph. What an empty page of the size costs is taken
off; the floor is encoding the finished page. Medians in milliseconds of CPU time.
"""

from __future__ import annotations

import argparse
import copy
import json
import multiprocessing
import time
from pathlib import Path
from statistics import median
from typing import Any

import freetype  # noqa: F401 - loaded beforehand: starting up is another figure
import regex  # noqa: F401
import uharfbuzz  # noqa: F401

from renderer import Renderer, encode

ROOT = Path(__file__).parents[1]
DESIGNS = tuple(sorted(ROOT.glob("golden/ads/*.json")))
COLD_RUNS = 5
COLUMNS = ("letters", "warm", "cold", "floor")


def only_text(design: dict[str, Any], *, kept: bool = True) -> dict[str, Any]:
    """The design on a white page with its texts alone, or with nothing at all."""
    result = copy.deepcopy(design)
    for page in result["pages"]:
        page["background"] = "white"
        page["children"] = [child for child in page["children"] if kept and child["type"] == "text"]
    return result


def assets_of(path: Path) -> Path:
    return path.parents[1]


def cpu(renderer: Renderer, design: dict[str, Any]) -> float:
    started = time.process_time()
    renderer.render(design)
    return 1000 * (time.process_time() - started)


def cold(path: Path) -> float:
    """Milliseconds of the first text of this process."""
    design = json.loads(path.read_bytes())
    renderer = Renderer(assets=assets_of(path), layer_bytes=0)
    renderer.render({"width": 10, "height": 10, "pages": [{"children": []}]})
    first = cpu(renderer, only_text(design))
    return first - cpu(renderer, only_text(design, kept=False))


def measure(path: Path, runs: int) -> dict[str, float]:
    design = json.loads(path.read_bytes())
    renderer = Renderer(assets=assets_of(path), layer_bytes=0)
    texts, empty = only_text(design), only_text(design, kept=False)
    picture = renderer.render(texts)
    warm, floor = [], []
    for _ in range(runs):
        warm.append(cpu(renderer, texts) - cpu(renderer, empty))
        started = time.process_time()
        encode(picture)
        floor.append(1000 * (time.process_time() - started))
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as fresh:
        first = [fresh.apply(cold, (path,)) for _ in range(COLD_RUNS)]
    letters = sum(len(child["text"]) for child in texts["pages"][0]["children"])
    return {
        "letters": letters,
        "warm": median(warm),
        "cold": median(first),
        "floor": median(floor),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("designs", nargs="*", type=Path, default=DESIGNS)
    parser.add_argument("--runs", type=int, default=31, help="measured warm runs of each design")
    arguments = parser.parse_args()
    print(f"{'text, CPU ms, median':24}" + "".join(f"{column:>9}" for column in COLUMNS))
    for path in arguments.designs:
        figures = measure(path, arguments.runs)
        print(f"{path.stem:24}" + "".join(f"{figures[column]:9.1f}" for column in COLUMNS))


if __name__ == "__main__":
    main()
