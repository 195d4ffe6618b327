"""Draw with every file of the table in one process: what becomes of each, and the most memory.

Run by ``test_files.py``: the folder of the files, then the file the report is written to, a line
of JSON for each file as soon as it is through, and at last the peaks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from table import BUILDERS, design_of, outcome

from renderer import Limits, Renderer
from renderer.apart.program import peak_memory


def peaks() -> dict[str, int]:
    """The most megabytes this process held, and the most that one of its children did."""
    if sys.platform == "win32":
        return {}
    import resource

    unit = 1024**2 if sys.platform == "darwin" else 1024
    apart = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // unit
    return {"caller": peak_memory() // 1024**2, "apart": apart}


def main(folder: Path, report: Path) -> None:
    # On a busy machine a file may take its time: the limits of work are what is tried out here.
    renderer = Renderer(assets=folder, limits=Limits(picture_seconds=600), plugins=())
    with report.open("w", buffering=1) as lines:
        for group, files in BUILDERS.items():
            for name in files:
                design: Any = design_of(group, name, (folder / name).read_bytes())
                print(json.dumps([name, outcome(renderer, design)]), file=lines)
        from renderer.apart import workers

        workers._workers.end()  # children count once they are gone
        print(json.dumps(["peaks", peaks()]), file=lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
