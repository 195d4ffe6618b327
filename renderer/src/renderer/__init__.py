"""Draws Polotno designs exactly as the editor does, without a browser.

    from renderer import Renderer
    Renderer().render(design).save("ad.png")

Names are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renderer.design import Element
    from renderer.engine import ImageProcessor, Rendered, Renderer, render
    from renderer.errors import (
        AssetError,
        AssetLimitError,
        DesignError,
        FontError,
        ForbiddenUrlError,
        LimitError,
        OutputError,
        PluginError,
        RendererError,
    )
    from renderer.hookspecs import ElementType, FontProvider, OutputFormat, hookimpl
    from renderer.issues import Issue
    from renderer.limits import Limits
    from renderer.output import encode
    from renderer.resolve import fill_template

_HOMES = {
    "renderer.design": ("Element",),
    "renderer.engine": ("ImageProcessor", "Rendered", "Renderer", "render"),
    "renderer.errors": (
        "AssetError",
        "AssetLimitError",
        "DesignError",
        "FontError",
        "ForbiddenUrlError",
        "LimitError",
        "OutputError",
        "PluginError",
        "RendererError",
    ),
    "renderer.hookspecs": ("ElementType", "FontProvider", "OutputFormat", "hookimpl"),
    "renderer.issues": ("Issue",),
    "renderer.limits": ("Limits",),
    "renderer.output": ("encode",),
    "renderer.resolve": ("fill_template",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "AssetError",
    "AssetLimitError",
    "DesignError",
    "Element",
    "ElementType",
    "FontError",
    "FontProvider",
    "ForbiddenUrlError",
    "ImageProcessor",
    "Issue",
    "LimitError",
    "Limits",
    "OutputError",
    "OutputFormat",
    "PluginError",
    "Rendered",
    "Renderer",
    "RendererError",
    "encode",
    "fill_template",
    "hookimpl",
    "render",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'renderer' has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
