"""Open a feed: what format it is in, and its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from types import TracebackType

import msgspec

from renderer.errors import FeedError
from renderer.feeds.delimited import delimited_rows
from renderer.feeds.json_rows import json_lines_rows, json_list_rows
from renderer.feeds.product_xml import product_xml_rows
from renderer.feeds.row import Row, broken
from renderer.feeds.source import Cut, Source

FORMATS = ("csv", "tsv", "jsonl", "json", "xml")
SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".xml": "xml", ".rss": "xml", ".atom": "xml",
}  # fmt: skip


@dataclass(slots=True)
class Feed:
    """Rows to go through once; a context manager."""

    format: str
    rows: Iterator[Row]
    source: Source

    @property
    def encoding(self) -> str:
        return self.source.encoding

    @property
    def progress(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self.source.read / self.source.size) if self.source.size else 1.0

    def __iter__(self) -> Iterator[Row]:
        """Each row, the broken ones too. Raises FeedError where the file is no feed."""
        last = 0
        try:
            for row in self.rows:
                last = row.line
                yield row
        except Cut as error:
            yield broken(last + 1, 1, f"the packed feed is damaged from about here on ({error})")

    def __enter__(self) -> Feed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.source.close()


def open_feed(
    path: str | PathLike[str],
    format: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Feed:
    """A feed in CSV, TSV, JSON Lines, JSON or product XML, packed with gzip or not.

    What isn't given is found out from the file's name and first bytes. Raises FeedError for a
    file that can't be read, and for a format or encoding that isn't known.
    """
    if format is not None and format not in FORMATS:
        raise FeedError(f"feed format is {format!r}; one of {', '.join(FORMATS)} is expected")
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise FeedError(f"delimiter is {delimiter!r}; a single character is expected")
    path = Path(path)
    source = Source(path, encoding)
    format = format or _format_of(path, source.sample)
    if format == "tsv":
        delimiter = delimiter or "\t"
    read: dict[str, Callable[[], Iterator[Row]]] = {
        "csv": lambda: delimited_rows(source, delimiter),
        "tsv": lambda: delimited_rows(source, delimiter),
        "jsonl": lambda: json_lines_rows(source),
        "json": lambda: json_list_rows(source),
        "xml": lambda: product_xml_rows(source),
    }
    return Feed(format, read[format](), source)


def _format_of(path: Path, sample: str) -> str:
    start = sample.lstrip()
    if start.startswith("<"):
        return "xml"
    if start.startswith("["):
        return "json"
    if start.startswith("{"):
        return "jsonl" if _is_object(start) else "json"
    suffixes = [suffix.lower() for suffix in path.suffixes]
    named = (SUFFIXES[suffix] for suffix in reversed(suffixes) if suffix in SUFFIXES)
    return next(named, "csv")


def _is_object(start: str) -> bool:
    """Whether the first line is a whole object, and no list inside of one."""
    line = re.split(r"[\r\n]", start, maxsplit=1)[0]
    try:
        value = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return not re.match(r'\{\s*($|"\w+"\s*:\s*\[)', line)
    return not any(isinstance(v, list) and v and isinstance(v[0], dict) for v in value.values())
