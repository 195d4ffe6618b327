"""Feeds to measure with: five ads, whose photo and three texts change with every product.

Products are those of the sample shop, numbered, so that no text and no file is met twice. Their
photos are sheets of four of the shop's, 2000 x 1500 pixels: what shops offer. Small ones are the
shop's own, 450 to 1000 pixels wide, which the ads enlarge.
"""

from __future__ import annotations

import copy
import functools
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image

ROOT = Path(__file__).parents[1]
DESIGNS = (ROOT / "docs/example/ad.json", *sorted(ROOT.glob("golden/ads/*.json")))
SHOP = ROOT / "pipeline/src/pipeline/local/shop"
DAMAGED = ("missing.jpg", "torn.jpg")  # what the shop shows failures with
PRODUCTS = [
    row
    for row in json.loads((SHOP / "products.json").read_bytes())
    if not row["image_link"].endswith(DAMAGED)
]
FIELDS = ("title", "sale_price", "description", "price")
CHANGING_TEXTS = 3
SHEET = (2000, 1500)
SHEET_QUALITY = 88

Json = dict[str, Any]


@dataclass(frozen=True)
class Ad:
    """A design, the folder its relative urls resolve in, and what of it changes.

    ``texts`` are the elements' indices with the product's field each shows.
    """

    name: str
    design: Json
    assets: Path
    photo: Json
    texts: dict[int, str]
    photos: Sequence[bytes]

    def product(self, number: int) -> Json:
        """The design of one product; its photo is a new file."""
        row = PRODUCTS[number % len(PRODUCTS)]
        design = copy.deepcopy(self.design)
        children = design["pages"][0]["children"]
        for index, field in self.texts.items():
            children[index]["text"] = f"{row[field]} {number}"
        children[self._photo_index]["src"] = self.add_photo(number)
        return design

    def add_photo(self, number: int) -> str:
        """The url of a product's photo, whose bytes are no other's."""
        url = f"product-{number}.jpg"
        photo = self.photos[number % len(self.photos)]
        (self.assets / url).write_bytes(photo + number.to_bytes(4, "big"))
        return url

    def decode(self, number: int) -> Image.Image:
        """A product's photo by the cheapest decoder that keeps the pixels that are drawn."""
        data = (self.assets / f"product-{number}.jpg").read_bytes()
        image = Image.open(io.BytesIO(data))
        width = self.photo["width"] / (self.photo.get("cropWidth") or 1)
        height = self.photo["height"] / (self.photo.get("cropHeight") or 1)
        image.draft("RGB", (round(width), round(height)))
        image.load()
        return image

    @property
    def _photo_index(self) -> int:
        return self.design["pages"][0]["children"].index(self.photo)


def ads(folder: Path, *, small_photos: bool = False) -> Iterator[Ad]:
    """Each design with a folder of its own, so that products can be added."""
    products = shop_photos() if small_photos else sheets()
    for path in DESIGNS:
        design = json.loads(path.read_bytes())
        children = design["pages"][0]["children"]
        photos = [child for child in children if child["type"] == "image"]
        photo = max(photos, key=lambda child: child["width"] * child["height"])
        source = path.parent if (path.parent / photo["src"]).exists() else path.parents[1]
        assets = folder / path.stem
        shutil.copytree(source, assets)
        yield Ad(path.stem, design, assets, photo, _texts(children), products)


@functools.cache
def shop_photos() -> Sequence[bytes]:
    names = [Path(urlsplit(row["image_link"]).path).name for row in PRODUCTS]
    return [(SHOP / "photos" / name).read_bytes() for name in dict.fromkeys(names)]


@functools.cache
def sheets() -> Sequence[bytes]:
    """As many large photos as the shop has small ones."""
    width, height = SHEET[0] // 2, SHEET[1] // 2
    photos = [
        Image.open(io.BytesIO(data)).convert("RGB").resize((width, height))
        for data in shop_photos()
    ]
    made = []
    for number in range(len(photos)):
        sheet = Image.new("RGB", SHEET)
        for quarter in range(4):
            place = (quarter % 2 * width, quarter // 2 * height)
            sheet.paste(photos[(number + quarter) % len(photos)], place)
        file = io.BytesIO()
        sheet.save(file, "JPEG", quality=SHEET_QUALITY)
        made.append(file.getvalue())
    return made


def _texts(children: list[Json]) -> dict[int, str]:
    """The elements that show a field of the ad's own product, the first few by field."""
    shown = {child.get("text") for child in children}
    row = next(row for row in PRODUCTS if row["title"] in shown)
    field_of = {row[field]: field for field in reversed(FIELDS)}
    found = {
        index: field_of[child["text"]]
        for index, child in enumerate(children)
        if child.get("text") in field_of
    }
    first = sorted(found, key=lambda index: FIELDS.index(found[index]))[:CHANGING_TEXTS]
    return {index: found[index] for index in sorted(first)}
