"""What is read from an svg tree in more than one place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

SVG_NAMESPACE = "http://www.w3.org/2000/svg"
_PRIORITY = re.compile(r"\s*+!\s*+important\s*+$", re.IGNORECASE)


def local_name(element: Element) -> str:
    """The tag without its namespace; comments and processing instructions have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def declarations(style: str) -> Iterator[tuple[str, str]]:
    """The names and values of a style attribute."""
    for part in style.split(";"):
        name, colon, value = part.partition(":")
        if colon:
            yield name.strip(), value.strip()


def split_priority(value: str) -> tuple[str, str]:
    """A declaration's value, and its ``!important`` if it has one."""
    found = _PRIORITY.search(value)
    return (value[: found.start()], found[0]) if found else (value, "")


def rules(sheet: str) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of a style sheet's rules."""
    for rule in sheet.split("}"):
        selectors, brace, body = rule.rpartition("{")
        if brace:
            yield selectors.strip(), body


def rewritten(sheet: str, change: Callable[[str], str]) -> str:
    """A style sheet with the declarations of every rule changed."""
    return "}".join(
        f"{selectors}{{{change(body)}" if brace else body
        for selectors, brace, body in (rule.rpartition("{") for rule in sheet.split("}"))
    )
