"""The renderer: it owns everything that outlives one picture, and draws one after another."""

from __future__ import annotations

import functools
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from os import PathLike
from typing import TYPE_CHECKING, Any, Unpack, get_args

from PIL import Image

from renderer import heap
from renderer.assets import Assets
from renderer.design import Element, Json, Node
from renderer.drawing import PageDrawing, Rendered
from renderer.errors import RendererError
from renderer.fonts.library import FontLibrary
from renderer.fonts.request import FontSettings
from renderer.fonts.sources import FontSources
from renderer.formatting import formats_of
from renderer.issues import Issue
from renderer.layer_cache import LayerCache
from renderer.limits import MEGABYTE, Limits
from renderer.output import encoder, output_format
from renderer.plugins import load_plugins
from renderer.settings import (
    RendererSettings,
    byte_count,
    choice,
    folder,
    folder_to_make,
    folders,
    texts,
)
from renderer.setup import Blending, LineBreaking, Missing, Setup, TextOverflow, checked_scale

if TYPE_CHECKING:
    from renderer.context import ElementContext
    from renderer.fingerprint import Fingerprints
    from renderer.font_uses import FontUses
    from renderer.resolve import Template

logger = logging.getLogger("renderer")


class Renderer:
    """Draws designs; reusable and thread-safe.

    ``assets`` is the folder that relative urls resolve in (without it they are refused),
    ``fonts`` are folders of font files, ``fallback`` the families asked in turn for what the
    chosen font lacks, ``allow_hosts`` the ``HOST[:PORT]`` that may be private addresses.

    ``text_overflow`` is the editor's setting: a text's box takes the height of its lines
    (resize), the text shrinks to its box or is cut with an ellipsis, or the box keeps its height
    unless the text is higher (keep-height: the editor's textVerticalResizeEnabled). An element's
    own ``textOverflow`` goes before. ``line_breaking`` "unicode" breaks lines as UAX 14 and a
    Thai dictionary say instead of as the editor does; it needs the extra ``unicode``.

    ``missing`` says what becomes of an element whose picture can't be had or whose plugin fails:
    the whole design is an error, or the element is left out (skip) or a grey box (placeholder)
    and reported.
    ``blending`` "css" draws an element's ``blendMode`` as CSS names it; the editor draws none.

    ``font_sources`` says which fonts beside the designs', the folders' and the bundled ones may
    be used; without it the environment does (``FontSources.from_env``).

    ``plugins`` names the only installed plugins to load (() for none), ``blocked_plugins`` those
    to leave out; the environment says the same (RENDERER_PLUGINS, RENDERER_BLOCKED_PLUGINS).

    ``layer_bytes`` is how much is kept of painted layers, so that what a picture shares with those
    before it is not painted again; ``pixel_bytes`` of decoded photos. ``asset_cache`` is a folder
    where downloads outlive the process, up to a gigabyte; they are asked for again when the server
    said that they may have changed.

    ``keep_freed_memory`` has the C library of Linux keep what pictures free, up to some 64 MB a
    thread, for the next ones: an ad takes a third less time. It concerns all of the process, and
    for as long as it lives.

    A ``with`` block, or ``close``, ends connections and threads at once, not when the renderer is
    collected. Raises RendererError for a setting that can't be used.
    """

    def __init__(
        self,
        assets: str | PathLike[str] | None = None,
        *,
        fonts: Sequence[str | PathLike[str]] = (),
        text_overflow: TextOverflow = "change-font-size",
        fallback: Sequence[str] = (),
        allow_hosts: Sequence[str] = (),
        limits: Limits | None = None,
        line_breaking: LineBreaking = "editor",
        missing: Missing = "error",
        blending: Blending = "editor",
        font_sources: FontSources | None = None,
        plugins: Sequence[str] | None = None,
        blocked_plugins: Sequence[str] = (),
        layer_bytes: int = 256 * MEGABYTE,
        pixel_bytes: int = 256 * MEGABYTE,
        asset_cache: str | PathLike[str] | None = None,
        keep_freed_memory: bool = True,
    ) -> None:
        choice("text_overflow", text_overflow, get_args(TextOverflow))
        choice("line_breaking", line_breaking, get_args(LineBreaking))
        choice("missing", missing, get_args(Missing))
        choice("blending", blending, get_args(Blending))
        if line_breaking == "unicode" and not find_spec("uniseg"):
            raise RendererError(
                'line_breaking="unicode" needs: pip install "feedloom-renderer[unicode]"'
            )
        limits = limits or Limits()
        sources = Assets(
            None if assets is None else folder("assets", assets),
            texts("allow_hosts", allow_hosts),
            limits,
            byte_count("pixel_bytes", pixel_bytes),
            None if asset_cache is None else folder_to_make("asset_cache", asset_cache),
        )
        self._font_settings = FontSettings(
            folders("fonts", fonts),
            FontSources.from_env(os.environ) if font_sources is None else font_sources,
            sources.font,
            limits,
        )
        registry = load_plugins(
            None if plugins is None else texts("plugins", plugins),
            texts("blocked_plugins", blocked_plugins),
        )
        for failure in registry.failures:
            logger.warning("%s", failure)
        library = FontLibrary(
            self._font_settings,
            texts("fallback", fallback),
            tuple(registry.font_providers.values()),
            registry.owners_of("register_font_providers"),
        )
        self.setup = Setup(
            text_overflow=text_overflow,
            line_breaking=line_breaking,
            missing=missing,
            blending=blending,
            limits=limits,
            registry=registry,
            assets=sources,
            fonts=library,
            layers=LayerCache(byte_count("layer_bytes", layer_bytes)),
        )
        if keep_freed_memory:
            heap.keep_freed_memory()

    def __enter__(self) -> Renderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of connections, threads and all that is cached.

        Whatever is drawn after that opens and fills them anew.
        """
        self.setup.assets.close()
        self.setup.fonts.close()
        self.setup.layers.clear()

    def render(self, design: Json | str | bytes, page: int = 0, scale: float = 1.0) -> Image.Image:
        """One page as an RGB image, or RGBA where its background lets light through.

        Raises a RendererError that names the place for whatever can't be drawn.
        """
        return self.draw(design, page, scale).image

    def draw(
        self,
        design: Json | str | bytes,
        page: int = 0,
        scale: float = 1.0,
        clock: Callable[[], float] = time.perf_counter,
        known: Sequence[Issue] = (),
    ) -> Rendered:
        """As ``render``, with issues, and with the seconds each stage took by a clock.

        ``known`` are issues that the picture has already, such as those of its template's values:
        the plugins' reporters are told these first, and then the drawing's.
        """
        return PageDrawing(self.setup, checked_scale(scale), clock, tuple(known)).draw(design, page)

    def encode(self, image: Image.Image, format: str = "png", **options: Any) -> bytes:
        """As ``renderer.encode``, with the formats of this renderer's plugins."""
        registry = self.setup.registry
        return encoder(output_format(format, registry), registry, **options)(image)

    def fingerprint(
        self,
        design: Json | str | bytes,
        page: int = 0,
        scale: float = 1.0,
        output: Mapping[str, object] | None = None,
    ) -> str:
        """A text that is the same as long as the picture is: redrawing it would be in vain.

        The design's pictures are loaded for it, so that a changed photo under an old url counts.
        ``output`` is whatever else the file depends on, such as its format and quality. Raises
        DesignError for what can't be drawn.
        """
        return self._fingerprints.of(design, page, checked_scale(scale), output or {})

    def template(
        self,
        design: Json,
        fields: Iterable[Json] | None = None,
        *,
        locale: str | None = None,
        rules: Mapping[str, Json] | None = None,
    ) -> Template:
        """As ``Template.compile``, with the formats of this renderer's plugins too."""
        from renderer.resolve import Template  # not needed for finished designs

        formats = formats_of(self.setup.registry)
        return Template.compile(design, fields, locale=locale, formats=formats, rules=rules)

    def font_uses(self, design: Json | str | bytes) -> FontUses:
        """The fonts that the design's texts are drawn in, and what of them is missing."""
        from renderer.font_uses import font_uses

        return font_uses(self.setup, design)

    def prefetch(self, design: Json | str | bytes, page: int = 0) -> None:
        """Start loading what a page shows and return at once: its turn comes after this one's.

        What can't be had is an error when the page is drawn.
        """
        PageDrawing(self.setup, 1.0, time.perf_counter).load(design, page)

    def element_context(
        self,
        width: float,
        height: float,
        scale: float = 1.0,
        report_issue: Callable[[Issue], None] = lambda issue: None,
    ) -> ElementContext:
        """What the painter of an element of that size is given: for tests of a plugin's painter."""
        setup = self.setup
        node = Node("element", "", Element(width=width, height=height))
        fonts, assets = setup.fonts.for_design((), report_issue), setup.assets.for_design()
        return setup.context(node, checked_scale(scale), None, fonts, assets, report_issue)

    @functools.cached_property
    def _fingerprints(self) -> Fingerprints:
        from renderer.fingerprint import Fingerprints

        return Fingerprints(self.setup, self._font_settings)

    def page_count(self, design: Json | str | bytes) -> int:
        return len(self.setup.parse(design).pages)


class ImageProcessor:
    """The pipeline's entry: one design in, its first page out.

    Issues go to the log, and to the picture's ``info["issues"]``; the seconds of each stage to
    ``info["timings"]``.
    """

    def __init__(self, renderer: Renderer | None = None) -> None:
        self.renderer = renderer or Renderer()

    def combine_images(self, design: Json | str | bytes) -> Image.Image:
        drawn = self.renderer.draw(design)
        for issue in drawn.issues:
            logger.warning("drawn otherwise than asked: %s", issue)
        drawn.image.info |= {"issues": drawn.issues, "timings": drawn.timings}
        return drawn.image


def render(
    design: Json | str | bytes,
    page: int = 0,
    scale: float = 1.0,
    **settings: Unpack[RendererSettings],
) -> Image.Image:
    """Draw one picture; ``settings`` are those of ``Renderer``, which is cheaper for several."""
    with Renderer(**settings) as renderer:
        return renderer.render(design, page, scale)
