"""What an ad costs by its number of elements, by the page's size, by the length of the feed.

    python bench/growth.py OUT.png

Plots milliseconds of CPU, encoding left out, of pictures painted and of pictures from the cache.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from renderer import Renderer

RUNS = 9
ELEMENTS = (1, 10, 30, 100, 200, 300)
SIDES = (250, 500, 1000, 1500, 2000, 3000)
FEEDS = (1, 3, 10, 30, 100, 300)

Json = dict[str, Any]


def page(elements: int, side: int, changing: int = 0) -> Json:
    """Round boxes and texts in rows, on a gradient; the last element is a text of its own."""
    size = side / 10
    children: list[Json] = []
    for number in range(elements):
        place = {"x": size * (number % 10), "y": size * (number // 10 % 10), "width": size * 0.9}
        if number % 2:
            text = {"type": "text", "text": f"Offer {number}", "fontSize": size / 5}
            children.append({**place, **text, "height": size / 3})
        else:
            box = {"type": "figure", "cornerRadius": size / 8, "fill": "rgb(200,90,60)"}
            children.append({**place, **box, "height": size * 0.9})
    children.append({"type": "text", "text": f"Product {changing}", "width": side, "fontSize": 30})
    background = "linear-gradient(40deg,#fff,#ecd)"
    return {
        "width": side,
        "height": side,
        "pages": [{"background": background, "children": children}],
    }


def milliseconds(renderer: Renderer, design: Json) -> float:
    started = time.process_time()
    renderer.render(design)
    return 1000 * (time.process_time() - started)


def painted(design: Callable[[int], Json]) -> float:
    renderer = Renderer(layer_bytes=0)
    return median(milliseconds(renderer, design(number)) for number in range(RUNS))


def cached(design: Callable[[int], Json]) -> float:
    renderer = Renderer()
    return median([milliseconds(renderer, design(number)) for number in range(RUNS + 3)][3:])


def curves() -> Mapping[str, tuple[tuple[int, ...], Mapping[str, list[float]]]]:
    """For each plot what is varied, and milliseconds for each value, painted and cached."""
    ways = {"painted": painted, "cached": cached}
    by_elements = {
        name: [way(lambda i, n=count: page(n, 1080, i)) for count in ELEMENTS]
        for name, way in ways.items()
    }
    by_side = {
        name: [way(lambda i, s=side: page(20, s, i)) for side in SIDES]
        for name, way in ways.items()
    }
    renderers = {"painted": Renderer(layer_bytes=0), "cached": Renderer()}
    by_feed = {name: _means(renderer) for name, renderer in renderers.items()}
    return {
        "elements": (ELEMENTS, by_elements),
        "side of the page, px": (SIDES, by_side),
        "ads of a feed so far": (FEEDS, by_feed),
    }


def _means(renderer: Renderer) -> list[float]:
    """Milliseconds an ad on average, over the first of a feed."""
    taken = [milliseconds(renderer, page(20, 1080, number)) for number in range(max(FEEDS))]
    return [sum(taken[:length]) / length for length in FEEDS]


def plot(found: Mapping[str, Any], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, len(found), figsize=(12, 3.6), constrained_layout=True)
    for axis, (title, (values, lines)) in zip(axes, found.items(), strict=True):
        for name, milliseconds in lines.items():
            axis.plot(values, milliseconds, marker="o", markersize=3, label=name)
        axis.set_xlabel(title)
        axis.set_ylim(bottom=0)
        axis.grid(alpha=0.3)
    axes[-1].set_xscale("log")
    axes[0].set_ylabel("CPU ms an ad, without encoding")
    axes[0].legend()
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    found = curves()
    for title, (values, lines) in found.items():
        print(f"{title:24}" + "".join(f"{value:8}" for value in values))
        for name, milliseconds in lines.items():
            print(f"  {name + ', CPU ms':22}" + "".join(f"{each:8.1f}" for each in milliseconds))
    plot(found, out)


if __name__ == "__main__":
    main()
