"""JSON: an object a line, or one list of objects, which is read piece by piece."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

from renderer.errors import FeedError
from renderer.feeds.row import LONGEST_ROW, Row, broken, position
from renderer.feeds.source import Source, after, repaired, wrong_bytes

PIECE = 64 * 1024
LIST_START = re.compile(r'\s*(?:\{.*?"\w+"\s*:\s*)?\[(?=\s*[\]{])', re.DOTALL)
BETWEEN = re.compile(r"[\s,]*")
AT_BYTE = re.compile(r"\(?(?:at )?byte (\d+)\)?|at position (\d+)")


def json_lines_rows(source: Source) -> Iterator[Row]:
    number = 0
    lines = source.lines(LONGEST_ROW)
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if len(line) >= LONGEST_ROW and not line.endswith("\n"):
            yield broken(number, LONGEST_ROW, f"the row is longer than {LONGEST_ROW:,} characters")
            while not next(lines, "\n").endswith("\n"):
                pass
            continue
        yield _json_row(number, line)


def _json_row(number: int, line: str) -> Row:
    issues = wrong_bytes(line, number, 1)
    text = repaired(line) if issues else line
    try:
        values = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        found = AT_BYTE.search(str(error))
        at = int(found[1] or found[2]) if found else 0
        column = len(text.encode("utf-8", "replace")[:at].decode("utf-8", "ignore")) + 1
        said = AT_BYTE.sub("", str(error)).strip().removesuffix(":")
        return broken(number, column, f"the row is not JSON ({said})")
    if not isinstance(values, dict) or not values:
        return broken(number, 1, "the row is no JSON object with columns and values")
    return Row(number, values, issues)


def json_list_rows(source: Source) -> Iterator[Row]:
    """The objects of a list, which may stand inside of an object: ``{"products": [...]}``.

    Behind a mistake nothing can be found again: it is the last row.
    """
    decoder = json.JSONDecoder()
    buffer = source.text.read(PIECE).removeprefix("\ufeff")
    start = LIST_START.match(buffer)
    if not start:
        raise FeedError(f"{position(1, 1)}: a list of objects is expected")
    at, line, column = start.end(), *after(buffer[: start.end()], 1, 1)
    while True:
        gap = BETWEEN.match(buffer, at)
        skipped = gap[0] if gap else ""
        line, column = after(skipped, line, column)
        at += len(skipped)
        if buffer[at : at + 1] == "]":
            return
        try:
            value, end = decoder.raw_decode(buffer, at)
        except (ValueError, RecursionError) as error:
            piece = source.text.read(PIECE)
            if not piece or len(buffer) - at > LONGEST_ROW:
                yield _stopped(buffer, at, line, column, error, is_end=not piece)
                return
            buffer, at = buffer[at:] + piece, 0
            continue
        text = buffer[at:end]
        yield _object_row(value, text, line, column)
        line, column = after(text, line, column)
        at = end


def _object_row(value: object, text: str, line: int, column: int) -> Row:
    issues = wrong_bytes(text, line, column)
    if issues:
        value = json.loads(repaired(text))
    if not isinstance(value, dict) or not value:
        return broken(line, column, "this is no JSON object with columns and values")
    return Row(line, value, issues)


def _stopped(
    buffer: str, at: int, line: int, column: int, error: Exception, *, is_end: bool
) -> Row:
    if isinstance(error, json.JSONDecodeError) and not is_end:
        line, column = after(buffer[at : error.pos], line, column)
        return broken(line, column, f"the feed is not JSON from here on ({error.msg})")
    if isinstance(error, json.JSONDecodeError) and buffer[at : error.pos].strip():
        line, column = after(buffer[at : error.pos], line, column)
    return broken(line, column, "the feed ends here, inside of its list, or is not JSON")
