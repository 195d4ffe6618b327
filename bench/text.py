"""CPU of an ad's text alone: shaping, layout and painting, with warm and with cold caches.

    python bench/text.py [DESIGN...] [--runs N] [--assets FOLDER] [--fonts FOLDER --fallback FAMILY]

Warm is the text drawn again by the same renderer, which keeps no layers; cold is the first time in
a fresh process, with the libraries loaded but no font, layout or glyph. What an empty page of the
size costs is taken off, and the process apart that tries a design's own fonts is not counted; the
floor is encoding the finished page. Medians in milliseconds of CPU time, beside their bars.
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
from PIL import Image

import renderer.text.bidi_levels  # noqa: F401
from renderer import Renderer, encode

ROOT = Path(__file__).parents[1]
DESIGNS = tuple(sorted(ROOT.glob("golden/ads/*.json")))
COLD_RUNS = 7
WARM_BAR, COLD_BAR = 3, 25
COLUMNS = ("letters", "warm", f"<{WARM_BAR}", "cold", f"<{COLD_BAR}", "floor")


def only_text(design: dict[str, Any], *, kept: bool = True) -> dict[str, Any]:
    """The design on a white page with its texts alone, or with nothing at all."""
    result = copy.deepcopy(design)
    for page in result["pages"]:
        page["background"] = "white"
        page["children"] = [child for child in page["children"] if kept and child["type"] == "text"]
    return result


def cpu(renderer: Renderer, design: dict[str, Any]) -> float:
    started = time.process_time()
    renderer.render(design)
    return 1000 * (time.process_time() - started)


def cold(path: Path, settings: dict[str, Any]) -> float:
    """Milliseconds of the first text of this process."""
    Image.preinit()  # Pillow's codecs, which photos and colour glyphs are read by
    design = json.loads(path.read_bytes())
    renderer = Renderer(**settings)
    cpu(renderer, only_text(design, kept=False) | {"fonts": []})  # a page of memory
    first = cpu(renderer, only_text(design))
    return first - cpu(renderer, only_text(design, kept=False))


def measure(path: Path, settings: dict[str, Any], runs: int) -> dict[str, float]:
    design = json.loads(path.read_bytes())
    renderer = Renderer(**settings)
    texts, empty = only_text(design), only_text(design, kept=False)
    picture = renderer.render(texts)
    warm, floor = [], []
    for _ in range(runs):
        warm.append(cpu(renderer, texts) - cpu(renderer, empty))
        started = time.process_time()
        encode(picture)
        floor.append(1000 * (time.process_time() - started))
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as fresh:
        first = [fresh.apply(cold, (path, settings)) for _ in range(COLD_RUNS)]
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
    parser.add_argument("--assets", type=Path, help="where the designs' fonts are")
    parser.add_argument("--fonts", nargs="*", default=(), help="folders of other fonts")
    parser.add_argument("--fallback", nargs="*", default=(), help="families for what fonts lack")
    arguments = parser.parse_args()
    print(f"{'text, CPU ms, median':24}" + "".join(f"{column:>9}" for column in COLUMNS))
    for path in arguments.designs:
        settings = {
            "assets": arguments.assets or path.parents[1],
            "fonts": arguments.fonts,
            "fallback": arguments.fallback,
            "layer_bytes": 0,
        }
        found = measure(path, settings, arguments.runs)
        warm, cold = f"{found['warm']:9.1f}{'':9}", f"{found['cold']:9.1f}{'':9}"
        print(f"{path.stem:24}{found['letters']:9.0f}{warm}{cold}{found['floor']:9.1f}")


if __name__ == "__main__":
    main()
