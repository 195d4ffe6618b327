"""Find a record's columns by name, however the feed writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from renderer.resolve.values import Value

ALIASES: Sequence[Sequence[str]] = (
    ("title", "name", "product title", "product name"),
    ("description", "body", "body html", "product description"),
    ("link", "url", "product url", "product link"),
    ("image link", "image", "image url", "image src", "main image", "picture", "photo", "img"),
    ("additional image link", "additional images", "additional image urls"),
    ("price", "regular price", "list price", "variant price"),
    ("sale price", "special price", "promo price", "discounted price", "offer price"),
    ("sale price effective date", "sale price dates", "sale dates"),
    ("availability", "stock status", "stock"),
    ("quantity", "inventory", "quantity to sell on facebook", "stock quantity", "qty"),
    ("brand", "manufacturer", "vendor"),
    ("id", "sku", "item id", "product id", "offer id"),
    ("gtin", "ean", "upc", "barcode"),
    ("color", "colour"),
    ("product type", "category", "product category"),
)
"""Names that feeds use for the same column: Google's, Meta's and the common shops'."""

KEPT_HEADERS = 64
_NAMESPACE = re.compile(r"^(?:\{[^}]*\}|[a-z]\w?:)")
_SEPARATORS = re.compile(r"[\s_\-]+")


def folded(name: str) -> str:
    """A name without case, blanks, hyphens, underscores and a feed's namespace (``g:``)."""
    return _SEPARATORS.sub("", _NAMESPACE.sub("", name.strip().casefold()))


@dataclass(frozen=True, slots=True)
class _Found:
    """A record's key, and the steps into its value."""

    key: str
    steps: tuple[str, ...] = ()


@dataclass(slots=True)
class Columns:
    """The columns that a template reads, by number; which keys they are is found once a header.

    An exact name wins over a tolerant one, and that over an alias.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    _synonyms: dict[str, list[str]] = field(init=False)
    _headers: dict[tuple[object, ...], list[_Found | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        own = [(name, column) for name, column in self.aliases.items()]
        self._synonyms = {}
        for group in (*own, *ALIASES):
            keys = [folded(name) for name in group]
            for key in keys:
                others = self._synonyms.setdefault(key, [])
                others.extend(other for other in keys if other != key)

    def number(self, name: str) -> int:
        """The place of a column's value in what ``read`` gives."""
        if name not in self.names:
            self.names.append(name)
            self._headers.clear()
        return self.names.index(name)

    def means(self, name: str, other: str) -> bool:
        """Whether two names stand for the same column."""
        return folded(name) == folded(other) or folded(name) in self._synonyms[folded(other)]

    def read(self, record: Mapping[str, Value]) -> tuple[list[Value], Sequence[object]]:
        """Each column's value, None where it has none, and for each what of it was found."""
        header = tuple(record)
        found = self._headers.get(header)
        if found is None:
            if len(self._headers) >= KEPT_HEADERS:
                self._headers.clear()
            found = self._headers[header] = self._find(header)
        values = [
            None if one is None else record[one.key] if not one.steps else _inside(record, one)
            for one in found
        ]
        return values, found

    def _find(self, header: Iterable[object]) -> list[_Found | None]:
        keys: dict[str, str] = {}
        for key in header:
            if isinstance(key, str):
                keys.setdefault(folded(key), key)
        exact = set(keys.values()) | {key for key in header if isinstance(key, str)}
        return [self._place(name, exact, keys) for name in self.names]

    def _place(self, name: str, exact: set[str], keys: Mapping[str, str]) -> _Found | None:
        head, *steps = name.split(".")
        for whole, rest in ((name, ()), (head, tuple(steps))):
            if whole in exact:
                return _Found(whole, rest)
            for candidate in (folded(whole), *self._synonyms.get(folded(whole), ())):
                if candidate in keys:
                    return _Found(keys[candidate], rest)
        return None


def _inside(record: Mapping[str, Value], found: _Found) -> Value:
    value = record[found.key]
    for step in found.steps:
        if isinstance(value, list | tuple):
            if step.isdigit():
                value = value[int(step)] if len(step) < 6 and int(step) < len(value) else None
                continue
            value = value[0] if value else None
        if not isinstance(value, Mapping):
            return None
        value = value.get(step, value.get(_alike(value, step)))
    return value


def _alike(mapping: Mapping[object, Value], name: str) -> object:
    wanted = folded(name)
    return next((key for key in mapping if isinstance(key, str) and folded(key) == wanted), None)
