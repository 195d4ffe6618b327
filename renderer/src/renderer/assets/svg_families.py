"""The font families that an svg's texts name, in attributes, styles and style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from renderer.assets.svg_tree import declarations, local_name, rewritten, rules, split_priority

MOST = 100  # lists of families in one drawing

Families = tuple[str, ...]


def family_lists(root: Element) -> tuple[Families, ...]:
    """The lists of families, each once: the first of a list that there is is meant."""
    found: dict[Families, None] = {}
    for name, value in _settings(root):
        if name == "font-family" and (families := _split(split_priority(value)[0])):
            found[families] = None
        if len(found) >= MOST:
            break
    return tuple(found)


def asks_for_italics(root: Element) -> bool:
    return any(
        name == "font-style" and re.search("italic|oblique", value, re.IGNORECASE)
        for name, value in _settings(root)
    )


def renamed(root: Element, names: Mapping[str, str]) -> None:
    """Write families, by their names in lower case, under other names; in place."""

    def change(value: str) -> str:
        plain, priority = split_priority(value)
        return ", ".join(_quoted(names.get(one.lower(), one)) for one in _split(plain)) + priority

    def restyled(style: str) -> str:
        return ";".join(
            f"{name}:{change(value) if name == 'font-family' else value}"
            for name, value in declarations(style)
        )

    for element in root.iter():
        if named := element.get("font-family"):
            element.set("font-family", change(named))
        if style := element.get("style"):
            element.set("style", restyled(style))
        if local_name(element) == "style" and element.text:
            element.text = rewritten(element.text, restyled)


def _settings(root: Element) -> Iterator[tuple[str, str]]:
    """Properties of fonts, by name, wherever they are set."""
    for element in root.iter():
        for name in ("font-family", "font-style"):
            if value := element.get(name):
                yield name, value
        yield from declarations(element.get("style", ""))
        if local_name(element) == "style":
            for _, body in rules(element.text or ""):
                yield from declarations(body)


def _split(listed: str) -> Families:
    return tuple(name for one in listed.split(",") if (name := one.strip(" \t\r\n'\"")))


def _quoted(name: str) -> str:
    """A family's name as CSS writes it; nothing else can be written by one."""
    return "'" + re.sub(r"[^\w .-]", "", name) + "'"
