"""The hostile files by kind, and how each is drawn; ``files.toml`` says what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import designs
import font_files
import picture_files
import rich_texts
import svg_files

from renderer import Renderer, RendererError

BUILDERS: Mapping[str, Mapping[str, Callable[[], bytes]]] = {
    "designs": designs.FILES,
    "rich texts": rich_texts.FILES,
    "svg": svg_files.FILES,
    "pictures": picture_files.FILES,
    "fonts": font_files.FILES,
}


def page(*elements: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    return {"width": 100, "height": 100, "pages": [{"children": elements}], **others}


def design_of(group: str, name: str, data: bytes) -> Any:
    """The design that uses a file; its source is the name in the assets folder."""
    match group:
        case "designs":
            return data
        case "rich texts":
            words = data.decode("utf-8", "surrogatepass")
            return page({"type": "text", "text": words, "width": 90, "height": 90})
        case "fonts":
            font = {"fontFamily": "Hostile", "url": name}
            shown = {"type": "text", "text": "AVA office", "fontFamily": "Hostile", "width": 90}
            return page(shown, fonts=[font])
        case _:
            kind = "svg" if group == "svg" else "image"
            return page({"type": kind, "src": name, "width": 90, "height": 90})


def outcome(renderer: Renderer, design: Any) -> str:
    """What becomes of a design: its error, or "drawn" with the issues."""
    try:
        drawn = renderer.draw(design)
    except RendererError as error:
        return f"{type(error).__name__}: {error}"
    return "; ".join(["drawn", *map(str, drawn.issues)])
