"""Draw a checked svg with the drawing library, or end the attempt.

Threat: a drawing that passes every check may still take the library minutes or gigabytes (a page
full of gradients, each over the whole of it), and a library in native code can't be interrupted.

Defence: what could take more than a few seconds is drawn by a process of its own, whose time and
memory the operating system bounds. It gets the svg, the paths of font files, and nothing of this
process's environment that could be a secret.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from renderer.errors import AssetError, AssetLimitError

# Elements times pixels. Full-page gradients, the slowest, come to 30 ms a million: 3 s in all.
LIGHT = 100_000_000
FEWEST_PIXELS = 10_000  # an element costs something however small the picture is
PROGRAM = Path(__file__).with_name("svg_program.py")
INHERITED = ("LD_LIBRARY_PATH", "PATH", "PYTHONHOME", "SYSTEMROOT")
UNDRAWABLE = 3  # the program's exit code where the library refuses the svg
WAIT = 4  # times the seconds of work, on a busy machine


def draw_svg(
    arguments: Mapping[str, Any], weight: int, size: tuple[int, int], seconds: float
) -> bytes:
    """A PNG of what ``resvg_py.svg_to_bytes`` makes of its arguments.

    ``weight`` is how many elements are drawn, ``seconds`` what a heavy svg may take of a processor.
    Raises AssetLimitError for one that needs more, AssetError for one that can't be drawn.
    """
    if weight * max(FEWEST_PIXELS, size[0] * size[1]) > LIGHT:
        return _drawn_apart(arguments, seconds)
    import resvg_py

    try:
        return bytes(resvg_py.svg_to_bytes(**arguments))
    except ValueError:
        raise AssetError("can't be drawn as svg") from None


def _drawn_apart(arguments: Mapping[str, Any], seconds: float) -> bytes:
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-P", "-S", str(PROGRAM)]
    job = json.dumps({"seconds": seconds, "arguments": dict(arguments)}).encode()
    try:
        done = subprocess.run(
            command, input=job, capture_output=True, env=environment, timeout=WAIT * seconds
        )
    except subprocess.TimeoutExpired:
        raise _too_heavy(seconds) from None
    if done.returncode == UNDRAWABLE:
        raise AssetError("can't be drawn as svg")
    if done.returncode != 0:  # ended by the operating system, or by the library's own failure
        raise _too_heavy(seconds)
    return done.stdout


def _too_heavy(seconds: float) -> AssetLimitError:
    return AssetLimitError(
        f"is an svg that takes more than {seconds:g} s or too much memory to draw"
    )
