"""CPU of a blurred shadow on a 500 x 500 element: painting with it less painting without.

python bench/shadows.py
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from renderer import Renderer

RUNS = 21
BLURS = (5, 10, 20, 40, 80)
ELEMENTS: Mapping[str, Mapping[str, Any]] = {
    "rect": {"type": "figure"},
    "round corners": {"type": "figure", "cornerRadius": 80},
    "circle": {"type": "figure", "subType": "circle"},
    "star": {"type": "figure", "subType": "star"},
}


def milliseconds(renderer: Renderer, element: Mapping[str, Any]) -> float:
    """The least of many runs: what the work itself costs."""
    placed = {"x": 290, "y": 290, "width": 500, "height": 500, **element}
    design = {"width": 1080, "height": 1080, "pages": [{"children": [placed]}]}
    return min(
        1000 * renderer.draw(design, clock=time.process_time).timings["draw"] for _ in range(RUNS)
    )


def main() -> None:
    renderer = Renderer(layer_bytes=0)
    print(f"{'CPU ms of a shadow, blur':24}" + "".join(f"{blur:9}" for blur in BLURS))
    for name, element in ELEMENTS.items():
        bare = milliseconds(renderer, element)
        shadow = {**element, "shadowEnabled": True, "shadowOpacity": 0.5, "shadowOffsetY": 10}
        taken = [milliseconds(renderer, {**shadow, "shadowBlur": blur}) - bare for blur in BLURS]
        print(f"{name:24}" + "".join(f"{each:9.1f}" for each in taken))


if __name__ == "__main__":
    main()
