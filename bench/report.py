"""Run every benchmark, print its figures beside their bars, and write docs/benchmarks.md anew.

python bench/report.py [--quick] [--no-write]
"""

from __future__ import annotations

import argparse
import datetime
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/benchmarks.md"
PLOT = ROOT / "docs/images/benchmarks.png"
NOTES = Path(__file__).with_name("notes.md")

FAILED = "missed a bar"
SECTIONS = {
    "Ads of a feed": ("ads.py", ["--products", "200"], ["--products", "30"]),
    "The same with small photos": (
        "ads.py",
        ["--small-photos", "--products", "60"],
        ["--small-photos", "--products", "30"],
    ),
    "Batches, processes and memory": (
        "batch.py",
        [],
        ["--products", "60", "--rounds", "2", "--soak", "300"],
    ),
    "Memory of one picture": ("memory.py", [], []),
    "Start-up": ("startup.py", [], ["--runs", "3"]),
    "Text": ("text.py", [], ["--runs", "11"]),
    "Shadows": ("shadows.py", [], []),
    "Growth": ("growth.py", [str(PLOT)], [str(PLOT)]),
}


def run(script: str, arguments: list[str]) -> str:
    """What a benchmark prints, also while it runs; one that fails says so in its last line."""
    command = [sys.executable, str(Path(__file__).with_name(script)), *arguments]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode:
        lines.append(f"{FAILED}: {script}")
    return "".join(lines).rstrip()


def page(printed: dict[str, str]) -> str:
    machine = f"Python {platform.python_version()}, Pillow {version('pillow')}, {processor()}"
    today = datetime.date.today().isoformat()
    parts = [NOTES.read_text().rstrip(), f"Measured on {today}: {machine}."]
    for title, text in printed.items():
        parts += [f"## {title}", f"```text\n{text}\n```"]
    parts.append(f"![CPU an ad by elements, page size and feed](images/{PLOT.name})")
    return "\n\n".join(parts) + "\n"


def processor() -> str:
    """How many of which processor this machine has."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer runs")
    parser.add_argument("--no-write", action="store_true", help="only print")
    arguments = parser.parse_args()
    printed = {}
    for title, (script, full, quick) in SECTIONS.items():
        print(f"\n# {title}", flush=True)
        printed[title] = run(script, quick if arguments.quick else full)
    if not arguments.no_write:
        PAGE.write_text(page(printed))
    if any(FAILED in text for text in printed.values()):
        sys.exit("a benchmark missed a bar that it must hold")


if __name__ == "__main__":
    main()
