"""The program that draws one heavy svg within limits: a job as JSON in, a PNG out.

It runs by itself, see ``svg_draw``, and imports nothing of the renderer.
"""

from __future__ import annotations

import json
import math
import sys

MEMORY = 2 * 1024**3
UNDRAWABLE = 3


def limit(seconds: float) -> None:
    """Processor time and memory; where the system knows no limits, who waits ends the program."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    job = json.load(sys.stdin)
    limit(job["seconds"])
    import resvg_py

    try:
        png = resvg_py.svg_to_bytes(**job["arguments"])
    except ValueError:
        sys.exit(UNDRAWABLE)
    sys.stdout.buffer.write(bytes(png))


if __name__ == "__main__":
    main()
