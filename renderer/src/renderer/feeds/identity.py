"""Which product a row is: the column its id stands in, and whether an id came before."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from types import TracebackType

from renderer.issues import Issue

ID_COLUMNS = ("id", "retailer_id", "sku", "item_id", "offer_id", "product_id", "gtin")


def product_id(values: Mapping[str, object], column: str | None = None) -> str:
    """The id in a column, else in the first of the usual ones that the row has; '' for none."""
    if column is not None:
        return _text(values.get(column))
    by_name = {name.strip().lower(): value for name, value in values.items()}
    return next((text for name in ID_COLUMNS if (text := _text(by_name.get(name)))), "")


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float):  # every digit counts: ids of JSON feeds may be whole floats
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()


class SeenIds:
    """The line each id was first seen in, on disk: a million take next to no memory."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.execute("PRAGMA journal_mode=OFF")
        self._table.execute("CREATE TABLE seen (id BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def line_before(self, product: str, line: int) -> int | None:
        """The earlier line of an id; None for a new one, which is noted down."""
        key = hashlib.blake2b(product.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        added = self._table.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, line))
        if added.rowcount:
            return None
        found = self._table.execute("SELECT line FROM seen WHERE id = ?", (key,)).fetchone()
        return int(found[0])

    def problem(self, product: str, line: int, column: str | None = None) -> Issue | None:
        """Why a row with this id can't be told from others."""
        if not product:
            return Issue(f"line {line}", f"has no {column or 'id'}", "missing-id")
        before = self.line_before(product, line)
        if before is None:
            return None
        said = f"the id {product!r} is already that of line {before}"
        return Issue(f"line {line}", said, "duplicate-id")

    def __enter__(self) -> SeenIds:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._table.close()
