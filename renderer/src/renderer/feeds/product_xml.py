"""Google's and Meta's product XML: the items of an RSS or the entries of an Atom feed.

Each item is cut out of the text and read on its own, so that a mistake costs one product and not
the rest of the feed, and memory holds one item. Outside of items nothing is read: a document type
with entities has no effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from renderer.errors import FeedError
from renderer.feeds.row import LONGEST_ROW, Row, broken, position
from renderer.feeds.source import Source, after, repaired, wrong_bytes
from renderer.issues import Issue

PIECE = 64 * 1024
ITEM = re.compile(r"<(?:\w+:)?(item|entry|product|offer)(?=[\s/>])")
START = re.compile(rf"{ITEM.pattern}|<!--")
LONGEST_START = 40  # of an item's tag, which may begin at the end of a piece
LOOSE_AND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(\w{1,31};)?")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
DEEPEST = 20
LOOSE = "loose-ampersand"


def product_xml_rows(source: Source) -> Iterator[Row]:
    """A row an item; its columns are the elements' names without ``g:``.

    An element with elements inside is an object, a repeated one a list.
    """
    count = 0
    for fragment in _fragments(source):
        count += 1
        yield fragment.row()
    if not count:
        raise FeedError("the feed has no <item> or <entry>; product XML is expected")


@dataclass(slots=True)
class _Fragment:
    """An item's text and where it begins; ``is_cut`` where the feed ends inside of it."""

    text: str
    line: int
    column: int
    is_cut: bool = False

    def row(self) -> Row:
        if self.is_cut:
            if len(self.text) > LONGEST_ROW:
                found = f"the item is longer than {LONGEST_ROW:,} characters"
            else:
                found = "the feed ends inside of this item"
            return broken(self.line, self.column, found)
        issues = wrong_bytes(self.text, self.line, self.column)
        text = FORBIDDEN.sub(" ", repaired(self.text) if issues else self.text)
        try:
            values = _values(text)
        except expat.ExpatError as error:
            mended, mistakes = _mended(text)
            try:
                values = _values(mended)
            except expat.ExpatError:
                return self._broken(error)
            said = "has a & that is not written as &amp;; taken as it is"
            issues = (*issues, Issue(self._place(mistakes[0]), said, LOOSE))
        if not values:
            return broken(self.line, self.column, "the item is empty")
        return Row(self.line, values, issues)

    def _place(self, offset: int) -> str:
        return position(*after(self.text[:offset], self.line, self.column))

    def _broken(self, error: expat.ExpatError) -> Row:
        down = error.lineno - 1
        column = error.offset + (1 if down else self.column)
        said = expat.ErrorString(error.code)
        return broken(self.line + down, column, f"the item is no XML ({said})", self.line)


def _fragments(source: Source) -> Iterator[_Fragment]:
    buffer, line, column = "", 1, 1
    ended = False

    def advance(length: int) -> None:
        nonlocal buffer, line, column
        line, column = after(buffer[:length], line, column)
        buffer = buffer[length:]

    while True:
        start = START.search(buffer)
        if start is None:
            if ended:
                return
            advance(max(0, len(buffer) - LONGEST_START))
        else:
            advance(start.start())
            name = start[1]
            end = _end(buffer, name) if name else buffer.find("-->") + 3
            if end > 2:
                if name:
                    yield _Fragment(buffer[:end], line, column)
                advance(end)
                continue
            if ended or len(buffer) > LONGEST_ROW:
                if name:
                    yield _Fragment(buffer, line, column, is_cut=True)
                advance(len(start[0]))
                continue
        piece = "" if ended else source.text.read(PIECE)
        ended = not piece
        buffer += piece


def _end(text: str, name: str) -> int:
    """Behind the end of the item that a text begins with; 0 where it isn't in it."""
    own = re.match(r"<[^<>]*/>", text)
    if own:
        return own.end()
    end = re.search(rf"</(?:\w+:)?{name}\s*>", text)
    following = ITEM.search(text, 1)
    if end and following and following.start() < end.start() and following[1] == name:
        return following.start()  # its own end tag is missing: it is broken, the next is not
    return end.end() if end else 0


def _mended(text: str) -> tuple[str, list[int]]:
    """Text whose loose ampersands are written as they should be, and where they were.

    HTML's named characters are put in; what stands in CDATA is as it should be.
    """
    mistakes: list[int] = []
    parts = []
    at = 0
    for part in CDATA.split(text):
        if not part.startswith("<![CDATA["):
            mistakes += [at + match.start() for match in LOOSE_AND.finditer(part)]
            parts.append(LOOSE_AND.sub(_written_out, part))
        else:
            parts.append(part)
        at += len(part)
    return "".join(parts), mistakes


def _written_out(match: re.Match[str]) -> str:
    name = match[1] or ""
    return escape(html5[name]) if name in html5 else f"&amp;{name}"


@dataclass(slots=True)
class _Element:
    name: str
    text: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def value(self) -> Any:
        text = "".join(self.text).strip()
        return text if text or not self.values else self.values

    def add(self, name: str, value: Any) -> None:
        if name not in self.values:
            self.values[name] = value
        elif isinstance(self.values[name], list):
            self.values[name].append(value)
        else:
            self.values[name] = [self.values[name], value]


def _values(text: str) -> dict[str, Any]:
    """The elements of an item; raises expat's error where it is not well-formed."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    stack: list[_Element] = []
    done: list[_Element] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        address = attributes.get("href", "")  # of Atom's links
        stack.append(_Element(name.removeprefix("g:"), [address]))

    def end(name: str) -> None:
        element = stack.pop()
        if not stack:
            done.append(element)
        elif len(stack) < DEEPEST:
            stack[-1].add(element.name, element.value())

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda data: stack[-1].text.append(data)
    parser.Parse(text.encode("utf-8", "replace"), True)
    return done[0].values
