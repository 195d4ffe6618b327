"""Peak memory of one picture above what the imports take, each measured in a process of its own.

python bench/memory.py
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
AD = ROOT / "docs/example/ad.json"
CASES = {"ad of 1080 x 1080": ("ad", 150), "page of 4000 x 4000": ("page", 700)}  # MB allowed


def large_page() -> dict[str, Any]:
    """Everything that asks for memory: a photo behind, a gradient, shadows, blur, opacity."""
    box = {"width": 3600, "height": 1600, "x": 200, "shadowEnabled": True, "shadowBlur": 60}
    gradient = "linear-gradient(30deg, #f80, #08f8)"
    photo = {"type": "image", "src": "espresso.jpg", "cornerRadius": 90, "opacity": 0.9}
    text = {"type": "text", "text": "Large page", "fontSize": 400, "fill": gradient}
    children = [
        {**box, **photo, "y": 200, "blurEnabled": True},
        {**box, "type": "figure", "y": 2000, "fill": gradient, "rotation": 5},
        {**box, **text, "y": 1700},
    ]
    page = {"background": "./espresso.jpg", "children": children}
    return {"width": 4000, "height": 4000, "schemaVersion": 4, "pages": [page]}


def peak() -> float:
    """MB this process held at most so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def measure(case: str) -> None:
    import renderer.engine
    import renderer.output

    design = json.loads(AD.read_bytes()) if case == "ad" else large_page()
    drawing = renderer.engine.Renderer(assets=AD.parent)
    imported = peak()
    renderer.output.encode(drawing.render(design))
    print(peak() - imported)


def main() -> None:
    print(f"{'peak MB above imports':24}{'used':>9}{'allowed':>9}")
    worst = 0.0
    for name, (case, allowed) in CASES.items():
        command = [sys.executable, __file__, case]
        used = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(f"{name:24}{used:9.0f}{allowed:9}")
        worst = max(worst, used / allowed)
    if worst > 1:
        sys.exit("more memory than allowed")


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
