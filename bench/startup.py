"""What starting up costs: the import, the first ad of a process, and a command's help.

    python bench/startup.py [--runs N]

CPU milliseconds of fresh processes and of those that they start, medians in turn; the
interpreter's own start is left out. Bytecode is at hand, as installers leave it; no plugins are
loaded. The ads' photos and fonts are in their folders: fonts of a design's own are first tried in
a process apart, the bundled ones are not.
"""

from __future__ import annotations

import argparse
import compileall
import importlib.util
import os
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
ADS = {  # with the folder of their photos and fonts
    "first ad, bundled fonts": ("docs/example/ad.json", "docs/example"),
    "first ad, fonts of its own": ("golden/ads/square-framed.json", "golden"),
}
IMPORT_BAR, FIRST_BAR = 120, 400
FIRST = """
from renderer import Renderer, encode
design = open({design!r}, "rb").read()
encode(Renderer(assets={assets!r}).render(design))
"""


def programs() -> dict[str, tuple[list[str], int | None]]:
    """For each figure the interpreter's arguments, and the bar."""
    firsts = {
        name: (["-c", FIRST.format(design=str(ROOT / ad), assets=str(ROOT / assets))], FIRST_BAR)
        for name, (ad, assets) in ADS.items()
    }
    return {
        "import renderer": (["-c", "import renderer"], IMPORT_BAR),
        "its Renderer and encode": (["-c", "from renderer import Renderer, encode"], None),
        **firsts,
        "renderer --help": (["-m", "renderer.cli", "--help"], None),
        "renderer render --help": (["-m", "renderer.cli", "render", "--help"], None),
    }


def spent(arguments: list[str]) -> float:
    """CPU milliseconds of a process and all that it started."""
    before = children()
    environment = {**os.environ, "RENDERER_PLUGINS": ""}
    subprocess.run(
        [sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment
    )
    return 1000 * (children() - before)


def children() -> float:
    """CPU seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    (package,) = importlib.util.find_spec("renderer").submodule_search_locations
    compileall.compile_dir(package, quiet=2)
    asked = programs()
    found: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(runs):
        bare = spent(["-c", ""])
        for name, (arguments, _) in asked.items():
            found[name].append(spent(arguments) - bare)
    print(f"{'start-up, CPU ms':32}{'found':>9}{'wanted':>9}")
    for name, (_, bar) in asked.items():
        print(f"{name:32}{median(found[name]):9.0f}{f'<{bar}' if bar else '':>9}".rstrip())


if __name__ == "__main__":
    main()
