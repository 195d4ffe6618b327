"""CPU of putting a product into a template of twenty elements, and of compiling the template.

    python bench/resolve.py [--products N]

``filled`` is the template with its prices, dates and rules; ``mapped`` the same twenty elements
filled by mapped fields alone. Each product is another one; medians in microseconds of CPU time.
A bound of 150 microseconds for ``filled`` fails the run when it is broken by half again.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from statistics import median
from typing import Any

from renderer import Template, fill_template

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
BOUND = 150.0
TOLERANCE = 1.5  # machines differ
BATCH = 100
STYLE = {
    "x": 40, "y": 40, "width": 400, "height": 60, "rotation": 0, "opacity": 1, "visible": True,
    "fontSize": 42, "fontFamily": "Roboto", "fontWeight": "bold", "fill": "#222", "align": "left",
    "lineHeight": 1.2, "letterSpacing": 0, "strokeWidth": 0, "shadowEnabled": False,
}  # fmt: skip
WORDS = (
    "{{ title | truncate: 60 }}",
    "{{ brand | upper }}",
    "{{ sale_price | currency }}",
    "Before {{ price | currency }}",
    "-{{ price | percent_off: sale_price }}",
    "{{ description | plain | truncate: 120 }}",
    "{{ product_type | split: '>' | pick: -1 }}",
    "Until {{ sale_ends | date: 'long' }}",
    "{{ stock | plural: 'One left', '# left' }}",
    "{{ rating | number: 1 | suffix: ' of 5' | default: '' }}",
)


def elements() -> list[dict[str, Any]]:
    """Ten texts, two pictures, a group of two, and shapes: twenty in all."""
    texts = [{"type": "text", "id": f"t{i}", "text": text, **STYLE} for i, text in enumerate(WORDS)]
    texts[3]["custom"] = {"rules": {"show": {"onSale": True}}}
    badge = {"type": "figure", **STYLE, "custom": {"rules": {"hide": {"inStock": False}}}}
    colour = {"if": {"value": "rating", "atLeast": 4}, "set": {"fill": "#0a0"}}
    pictures = [
        {"type": "image", **STYLE, "custom": {"variable": "image_link"}},
        {"type": "image", **STYLE, "src": "", "bindings": {"src": "logo"},
         "custom": {"rules": {"fallback": "logo.png", "fit": "contain"}}},
    ]  # fmt: skip
    group = {"type": "group", "children": [badge, {"type": "figure", **STYLE}]}
    shapes = [{"type": "figure", "id": f"f{i}", **STYLE} for i in range(5)]
    shapes[0]["custom"] = {"rules": {"choose": [colour]}}
    return [*texts, *pictures, group, *shapes]


def product(i: int) -> dict[str, Any]:
    return {
        "id": f"sku-{i}",
        "title": f"Hand-thrown stoneware coffee mug number {i}, glazed in two colours by hand",
        "brand": f"Kiln {i}",
        "price": f"{20 + i * 0.37:.2f} EUR",
        "sale_price": f"{15 + i * 0.23:.2f} EUR",
        "description": f"<p>A mug for <b>every</b> day &amp; year {i}.</p> "
        + "Made by hand. " * 12,
        "product_type": f"Home > Kitchen > Mugs {i % 7}",
        "sale_ends": f"2026-12-{1 + i % 28:02}",
        "availability": "in stock" if i % 5 else "out of stock",
        "stock": i % 9,
        "rating": 1 + i % 5,
        "image_link": f"https://shop.example/{i}.jpg",
        "logo": "",
    }


def microseconds(work: Any, products: list[dict[str, Any]]) -> float:
    """The median of a product's share in batches of a hundred."""
    shares = []
    for start in range(0, len(products), BATCH):
        batch = products[start : start + BATCH]
        began = time.process_time()
        for one in batch:
            work(one)
        shares.append(1e6 * (time.process_time() - began) / len(batch))
    return median(shares)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--products", type=int, default=5000)
    products = [product(i) for i in range(parser.parse_args().products)]
    design = {"width": 1080, "height": 1080, "pages": [{"children": elements()}]}
    began = time.process_time()
    template = Template.compile(design, locale="de")
    compiling = 1e6 * (time.process_time() - began)
    template.resolve(products[0], now=NOW)
    filled = microseconds(lambda one: template.resolve(one, now=NOW), products)

    fields = [{"label_name": name, "product_map": name} for name in products[0]]
    columns = iter([*products[0]] * 2)
    plain = [
        {**one, "text": "sample", "custom": {"variable": next(columns)}}
        for one in elements()
        if one["type"] == "text"
    ]
    simple = {**design, "pages": [{"children": [*plain, *elements()[10:]]}]}
    mapped_template = Template.compile(simple, fields)
    mapped = microseconds(lambda one: mapped_template.resolve(one, now=NOW), products)
    copied = microseconds(lambda one: fill_template(simple, fields, one), products)
    for name, value in (
        ("compile", compiling), ("filled", filled), ("mapped", mapped), ("fill_template", copied)
    ):  # fmt: skip
        print(f"{name:14} {value:8.1f} us")
    if filled > BOUND * TOLERANCE:
        raise SystemExit(f"a product takes {filled:.0f} us; {BOUND:.0f} us are allowed")


if __name__ == "__main__":
    main()
