"""Draws Polotno designs exactly as the editor does, without a browser.

    from renderer import Renderer
    Renderer().render(design).save("ad.png")

Names are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from renderer.context import ElementContext, PageContext
    from renderer.design import Design, Element, FilterSettings, Node, Page
    from renderer.drawing import Rendered
    from renderer.elements.text import Text
    from renderer.engine import ImageProcessor, Renderer, render
    from renderer.errors import (
        AssetError,
        AssetLimitError,
        DesignError,
        FeedError,
        FontError,
        ForbiddenUrlError,
        HttpStatusError,
        LimitError,
        OutputError,
        PluginError,
        RendererError,
        TimeLimitError,
    )
    from renderer.feeds import Feed, Row, open_feed
    from renderer.font_uses import FontUse, FontUses
    from renderer.fonts.file import FontFile
    from renderer.fonts.matching import FaceStyle, answer_with, best_match
    from renderer.fonts.request import FontAnswer, FontCache, FontRequest, FontSettings
    from renderer.fonts.sources import FontSources
    from renderer.hookspecs import PLUGIN_CONTRACT, hookimpl
    from renderer.issues import Issue
    from renderer.kinds import ElementType, Filter, FontProvider, OutputFormat
    from renderer.layers import (
        Drawing,
        Glyph,
        GlyphRun,
        Mark,
        Paint,
        Picture,
        Raster,
        Shape,
        Stencil,
        Stroke,
        moved,
    )
    from renderer.limits import Limits
    from renderer.output import encode
    from renderer.paint.box import Box
    from renderer.paint.colour import Colour, parse_colour
    from renderer.paint.gradient import LinearGradient, parse_gradient
    from renderer.paint.outline import (
        Contour,
        Outline,
        ellipse,
        polygon,
        rectangle,
        rounded_rectangle,
    )
    from renderer.paint.stroke import stroke_outline
    from renderer.paint.transform import Affine
    from renderer.preflight import design_issues
    from renderer.resolve import (
        FormatContext,
        NothingToShow,
        Resolved,
        Template,
        ValueFormat,
        fill_template,
    )
    from renderer.settings import RendererSettings


_HOMES = {
    "renderer.context": ("ElementContext", "PageContext"),
    "renderer.design": ("Design", "Element", "FilterSettings", "Node", "Page"),
    "renderer.elements.text": ("Text",),
    "renderer.drawing": ("Rendered",),
    "renderer.engine": ("ImageProcessor", "Renderer", "render"),
    "renderer.errors": (
        "AssetError",
        "AssetLimitError",
        "DesignError",
        "FeedError",
        "FontError",
        "ForbiddenUrlError",
        "HttpStatusError",
        "LimitError",
        "OutputError",
        "PluginError",
        "RendererError",
        "TimeLimitError",
    ),
    "renderer.feeds": ("Feed", "Row", "open_feed"),
    "renderer.fonts.matching": ("FaceStyle", "answer_with", "best_match"),
    "renderer.font_uses": ("FontUse", "FontUses"),
    "renderer.fonts.file": ("FontFile",),
    "renderer.fonts.request": (
        "FontAnswer",
        "FontCache",
        "FontRequest",
        "FontSettings",
    ),
    "renderer.fonts.sources": ("FontSources",),
    "renderer.hookspecs": ("PLUGIN_CONTRACT", "hookimpl"),
    "renderer.issues": ("Issue",),
    "renderer.kinds": ("ElementType", "Filter", "FontProvider", "OutputFormat"),
    "renderer.layers": (
        "Drawing",
        "Glyph",
        "GlyphRun",
        "Mark",
        "Paint",
        "Picture",
        "Raster",
        "Shape",
        "Stencil",
        "Stroke",
        "moved",
    ),
    "renderer.limits": ("Limits",),
    "renderer.output": ("encode",),
    "renderer.paint.box": ("Box",),
    "renderer.paint.colour": ("Colour", "parse_colour"),
    "renderer.paint.gradient": ("LinearGradient", "parse_gradient"),
    "renderer.paint.outline": (
        "Contour",
        "Outline",
        "ellipse",
        "polygon",
        "rectangle",
        "rounded_rectangle",
    ),
    "renderer.paint.stroke": ("stroke_outline",),
    "renderer.paint.transform": ("Affine",),
    "renderer.preflight": ("design_issues",),
    "renderer.resolve": (
        "FormatContext",
        "NothingToShow",
        "Resolved",
        "Template",
        "ValueFormat",
        "fill_template",
    ),
    "renderer.settings": ("RendererSettings",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__version__ = "0.1.0"
__all__ = [
    "PLUGIN_CONTRACT",
    "Affine",
    "AssetError",
    "AssetLimitError",
    "Box",
    "Colour",
    "Contour",
    "Design",
    "DesignError",
    "Drawing",
    "Element",
    "ElementContext",
    "ElementType",
    "FaceStyle",
    "Feed",
    "FeedError",
    "Filter",
    "FilterSettings",
    "FontAnswer",
    "FontCache",
    "FontError",
    "FontFile",
    "FontProvider",
    "FontRequest",
    "FontSettings",
    "FontSources",
    "FontUse",
    "FontUses",
    "ForbiddenUrlError",
    "FormatContext",
    "Glyph",
    "GlyphRun",
    "HttpStatusError",
    "ImageProcessor",
    "Issue",
    "LimitError",
    "Limits",
    "LinearGradient",
    "Mark",
    "Node",
    "NothingToShow",
    "Outline",
    "OutputError",
    "OutputFormat",
    "Page",
    "PageContext",
    "Paint",
    "Picture",
    "PluginError",
    "Raster",
    "Rendered",
    "Renderer",
    "RendererError",
    "RendererSettings",
    "Resolved",
    "Row",
    "Shape",
    "Stencil",
    "Stroke",
    "Template",
    "Text",
    "TimeLimitError",
    "ValueFormat",
    "answer_with",
    "best_match",
    "design_issues",
    "ellipse",
    "encode",
    "fill_template",
    "hookimpl",
    "moved",
    "open_feed",
    "parse_colour",
    "parse_gradient",
    "polygon",
    "rectangle",
    "render",
    "rounded_rectangle",
    "stroke_outline",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'renderer' has no attribute {name!r}")
    return getattr(importlib.import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
