"""CSV and TSV: any delimiter, quoted values over several lines, one broken row at a time."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from renderer.errors import FeedError
from renderer.feeds.row import LONGEST_ROW, Row, broken, position
from renderer.feeds.source import Source, repaired, wrong_bytes
from renderer.issues import Issue

DELIMITERS = ",;\t|"
MOST_LINES = 500  # of one row: an unclosed quote must not swallow the feed
STRAY_QUOTE = "stray-quote"


class _TooLong(Exception):
    pass


class _Lines:
    """The file's lines one by one, those of the row at hand to be had again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.number = 0
        self.row: list[str] = []
        self._length = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.row) >= MOST_LINES or self._length > LONGEST_ROW:
            raise _TooLong
        line = self._again.popleft() if self._again else next(self._lines)
        self.row.append(line)
        self._length += len(line)
        self.number += 1
        return line

    def begin(self) -> None:
        """What was read belongs to the rows before."""
        self.row = []
        self._length = 0

    def give_back(self) -> str:
        """All lines of the row but its first are to come again."""
        first, *rest = self.row
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)
        return first


def delimited_rows(source: Source, delimiter: str | None) -> Iterator[Row]:
    """The rows below the header; raises FeedError where there is none.

    Lines that begin with ``#`` above the header are comments, as in Meta's template. A value that
    holds a quote where none may be is taken as it is written if the columns still add up.
    """
    delimiter = delimiter or delimiter_of(source.sample)
    lines = _Lines(source.lines(LONGEST_ROW))
    columns: list[str] | None = None
    for line, values, problem in _records(lines, delimiter):
        if columns is None:
            if values and not values[0].startswith("#"):
                columns = [value.strip() for value in values]
                if not any(columns):
                    raise FeedError(f"{position(line, 1)}: the header names no column")
            elif problem:
                raise FeedError(f"{position(line, 1)}: the header {problem}")
        elif problem:
            yield _without_quotes(line, lines.row[0], delimiter, columns, problem)
        elif values:
            yield _row(line, values, lines.row, columns)
    if columns is None:
        raise FeedError("the feed is empty; a header with the columns' names is expected")


def delimiter_of(sample: str) -> str:
    """The delimiter that the first lines agree about, else the one the header has most of."""
    lines = [line for line in sample.splitlines()[:50] if line and not line.startswith("#")]
    if not lines:
        return ","
    counts = {
        one: [len(row) for row in csv.reader(lines[:20], delimiter=one)] for one in DELIMITERS
    }

    def agreement(one: str) -> tuple[bool, float, int]:
        header, *rest = counts[one]
        alike = sum(count == header for count in rest) / len(rest) if rest else 1.0
        return header > 1, alike if header > 1 else 0.0, header

    return max(DELIMITERS, key=agreement)


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Line, values and problem of each record; after a problem goes on with the next line."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        line = lines.number + 1
        try:
            yield line, next(reader), ""
        except StopIteration:
            return
        except _TooLong:
            problem = f"opens a quote that isn't closed in {len(lines.row)} lines"
        except csv.Error as error:
            problem = _explained(error)
        else:
            continue
        lines.row = [lines.give_back()]
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        yield line, [], problem


def _explained(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "opens a quote that is never closed"
    if "expected after" in said:
        return "has text after a closing quote; a quote inside of a value is written twice"
    return f"can't be read ({said})"


def _without_quotes(
    line: int, text: str, delimiter: str, columns: Sequence[str], problem: str
) -> Row:
    values = text.rstrip("\r\n").split(delimiter)
    at = next((i for i, value in enumerate(values) if '"' in value), 0)
    column = sum(len(value) + 1 for value in values[:at]) + 1
    if len(values) != len(columns):
        return broken(line, column, f"the row {problem}")
    place = position(line, column, columns[at])
    said = Issue(place, f"{problem}; its quotes are taken as they are", STRAY_QUOTE)
    row = _row(line, values, [text], columns)
    return Row(line, row.values, (said, *row.issues))


def _row(line: int, values: list[str], lines: Sequence[str], columns: Sequence[str]) -> Row:
    while len(values) > len(columns) and not values[-1].strip():
        values.pop()
    if len(values) != len(columns):
        column = len(lines[0].rstrip("\r\n")) + 1
        found = f"the row has {len(values)} values; the header has {len(columns)} columns"
        return broken(line, column, found)
    record: dict[str, object] = {}
    for name, value in zip(columns, values, strict=True):
        if name and not record.get(name):  # of columns with one name the first that has a value
            record[name] = value
    text = "".join(lines)
    issues = wrong_bytes(text, line, 1)
    if issues:
        record = {name: repaired(str(value)) for name, value in record.items()}
    return Row(line, record, issues)
