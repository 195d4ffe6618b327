"""A sample shop: a feed of photo prints, four ad templates, and a server for photos and fonts."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_ADDRESS = "https://shop.example"
"""What the shop's files call it; at run time its address on loopback stands there."""

UNREADABLE = ("photos/missing.jpg", "photos/torn.jpg")
"""The pictures that are broken on purpose: one answers 404, one is no picture."""

Product = dict[str, str]


@contextmanager
def shop_server() -> Iterator[str]:
    """Serve photos and fonts over HTTP on loopback; gives the shop's address."""
    handler = partial(_Files, directory=str(_HERE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def templates(address: str) -> dict[str, str]:
    """The ad templates by name, as JSON texts."""
    files = sorted((_HERE / "templates").glob("*.json"))
    return {file.stem: _read(file, address) for file in files}


def fields(address: str) -> list[dict[str, Any]]:
    """The rows of the mapping table."""
    rows: list[dict[str, Any]] = json.loads(_read(_HERE / "fields.json", address))
    return rows


def products(address: str, number: int) -> list[Product]:
    """The first ``number`` products; beyond the catalogue's end further editions of each.

    Every product has a picture address of its own, by which its ads can be told.
    """
    catalogue: list[Product] = json.loads(_read(_HERE / "products.json", address))
    editions = (_edition(product, n) for n in count(1) for product in catalogue)
    return [product for product, _ in zip(editions, range(number), strict=False)]


def _edition(product: Product, edition: int) -> Product:
    if edition == 1:
        return product
    mark = "&" if "?" in product["image_link"] else "?"
    return product | {
        "retailer_id": f"{product['retailer_id']}-{edition}",
        "title": product["title"] and f"{product['title']}, No. {edition}",
        "image_link": f"{product['image_link']}{mark}edition={edition}",
    }


def _read(file: Path, address: str) -> str:
    return file.read_text("utf-8").replace(_ADDRESS, address)


class _Files(SimpleHTTPRequestHandler):
    """Static files, without a line on the terminal per request."""

    def log_message(self, format: str, *args: object) -> None:
        pass
