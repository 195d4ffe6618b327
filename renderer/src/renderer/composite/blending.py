"""Blend modes: how an element's colours mix with what is under it."""

from __future__ import annotations

from collections.abc import Callable

from renderer.design import Element
from renderer.errors import quoted
from renderer.paint.blend import BLEND_MODES

PLAIN = frozenset(("", "normal", "source-over"))


def blend_of(element: Element, blending: str, report: Callable[[str], None]) -> str | None:
    """The element's mode where ``blending`` is "css"; the editor draws none, which is reported."""
    mode = element.blend_mode
    if mode in PLAIN:
        return None
    if mode not in BLEND_MODES:
        report(f"blendMode {quoted(mode)} is not known; drawn as normal")
        return None
    if blending == "editor":
        report(f"blendMode {mode!r} is drawn as normal, as the editor does")
        return None
    return mode
