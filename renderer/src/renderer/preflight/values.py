"""What a text shows that no buyer should read: entities, garbled letters, words for nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from renderer.preflight.finding import Finding

ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
GARBLED = re.compile("[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|\ufffd")  # UTF-8 read as Latin-1
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NOTHING = frozenset(
    {"null", "none", "nan", "n/a", "#n/a", "na", "undefined", "tbd", "todo", "-", "--", "?", "xxx"}
)


def value_findings(text: str, place: str) -> Iterator[Finding]:
    if "&" in text and (entity := ENTITY.search(html.unescape(text))):  # escaped twice
        yield Finding("entity-in-text", place, f"shows {entity[0]} instead of a character")
    if not text.isascii() and (garbled := GARBLED.search(text)):
        around = text[max(0, garbled.start() - 8) : garbled.end() + 8]
        yield Finding("garbled-text", place, f"has garbled letters ({around})")
    if CONTROL.search(text):
        yield Finding("control-character", place, "has characters that can't be seen")
    if text.strip().lower() in NOTHING:
        yield Finding("placeholder-text", place, f"shows {text.strip()!r}")
