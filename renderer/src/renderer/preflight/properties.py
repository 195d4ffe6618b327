"""Properties of a design that nothing reads: nearly always misspelt."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from renderer.design import Element
from renderer.preflight.finding import Finding

# Of the editor: they don't show in a picture.
SILENT = frozenset({
    "type", "children", "custom", "locked", "selectable", "removable", "draggable", "resizable",
    "contentEditable", "styleEditable", "animations", "page", "parent", "overlayFill",
    "textVerticalResizeEnabled", "autoFontSize", "strokeLineCap", "listStyle", "blendMode",
    "bindings",
})  # fmt: skip


def unknown_properties(
    raw: Mapping[str, Any], model: type[Element], place: str
) -> Iterator[Finding]:
    known = _known(model)
    for name in raw.keys() - known:
        close = difflib.get_close_matches(name, known, 1, 0.75)
        hint = f"; {close[0]} is meant?" if close else ""
        message = f"has a property {name[:40]!r} that nothing reads{hint}"
        yield Finding("unknown-property", place, message)


@cache
def _known(model: type[Element]) -> frozenset[str]:
    return frozenset(model.__struct_encode_fields__) | SILENT
