"""What starting up costs: the import, the first ad of a process, and a command's help.

    python bench/startup.py [--runs N]

CPU milliseconds of fresh processes, medians; the interpreter's own start is left out of the first
two. Fonts are in the design's folder and beside the renderer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
AD = ROOT / "golden/ads/square-framed.json"
IMPORT_BAR, FIRST_BAR = 120, 400

IMPORT = """
import time
started = time.process_time()
import renderer
imported = time.process_time()
renderer.Renderer, renderer.encode
print(1000 * (imported - started), 1000 * (time.process_time() - started))
"""
FIRST = f"""
import time
started = time.process_time()
from renderer import Renderer, encode
design = open({str(AD)!r}, "rb").read()
encode(Renderer(assets={str(AD.parents[1])!r}).render(design))
print(1000 * (time.process_time() - started))
"""


def printed(program: str) -> list[float]:
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(word) for word in done.stdout.split()]


def of_help() -> float:
    before = os.times()
    command = [sys.executable, "-m", "renderer.cli", "--help"]
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    spent = after.children_user + after.children_system
    return 1000 * (spent - before.children_user - before.children_system)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=11)
    runs = range(parser.parse_args().runs)
    imports = [printed(IMPORT) for _ in runs]
    imported, named = (median(times) for times in zip(*imports, strict=True))
    first = median(printed(FIRST)[0] for _ in runs)
    helped = median(of_help() for _ in runs)
    print(f"{'start-up, CPU ms':32}{'found':>9}{'wanted':>9}")
    print(f"{'import renderer':32}{imported:9.0f}{f'<{IMPORT_BAR}':>9}")
    print(f"{'its Renderer and encode':32}{named:9.0f}")
    print(f"{'first ad of a process':32}{first:9.0f}{f'<{FIRST_BAR}':>9}")
    print(f"{'renderer --help':32}{helped:9.0f}")


if __name__ == "__main__":
    main()
