"""The renderer: it owns everything that outlives one picture, and draws one after another."""

from __future__ import annotations

import functools
import logging
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from PIL import Image

from renderer.assets import Assets
from renderer.design import Json
from renderer.drawing import PageDrawing, Rendered
from renderer.errors import RendererError
from renderer.fonts.library import FontLibrary
from renderer.fonts.request import FontSettings
from renderer.fonts.sources import FontSources
from renderer.formatting import formats_of
from renderer.heap import keep_freed_memory
from renderer.issues import Issue
from renderer.layer_cache import LayerCache
from renderer.limits import MEGABYTE, Limits
from renderer.plugins import load_plugins
from renderer.setup import Blending, LineBreaking, Missing, Setup, TextOverflow

if TYPE_CHECKING:
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
    """

    def __init__(
        self,
        assets: str | PathLike[str] | None = None,
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
    ) -> None:
        _check_choice("text_overflow", text_overflow, get_args(TextOverflow))
        _check_choice("line_breaking", line_breaking, get_args(LineBreaking))
        _check_choice("missing", missing, get_args(Missing))
        _check_choice("blending", blending, get_args(Blending))
        if line_breaking == "unicode" and not find_spec("uniseg"):
            raise RendererError(
                'line_breaking="unicode" needs: pip install "feedloom-renderer[unicode]"'
            )
        keep_freed_memory()
        limits = limits or Limits()
        registry = load_plugins(plugins, blocked_plugins)
        for failure in registry.failures:
            logger.warning("%s", failure)
        sources = Assets(
            None if assets is None else Path(assets),
            allow_hosts,
            limits,
            pixel_bytes,
            None if asset_cache is None else Path(asset_cache),
        )
        settings = FontSettings(
            tuple(Path(folder) for folder in fonts),
            FontSources.from_env(os.environ) if font_sources is None else font_sources,
            sources.font,
            limits,
        )
        providers = tuple(registry.font_providers.values())
        owners = registry.owners_of("register_font_providers")
        library = FontLibrary(settings, fallback, providers, owners)
        self.setup = Setup(
            text_overflow,
            line_breaking,
            missing,
            blending,
            limits,
            registry,
            sources,
            library,
            LayerCache(layer_bytes),
        )
        self._font_settings = settings

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
        return PageDrawing(self.setup, scale, clock, tuple(known)).draw(design, page)

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
        return self._fingerprints.of(design, page, scale, output or {})

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

    @functools.cached_property
    def _fingerprints(self) -> Fingerprints:
        from renderer.fingerprint import Fingerprints

        return Fingerprints(self.setup, self._font_settings)

    def page_count(self, design: Json | str | bytes) -> int:
        return len(self.setup.parse(design).pages)


def _check_choice(name: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        raise RendererError(f"{name} is {value!r}; one of {', '.join(known)} is expected")


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
    *,
    assets: str | PathLike[str] | None = None,
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
) -> Image.Image:
    """Draw one picture; many of one design are cheaper with one ``Renderer``."""
    renderer = Renderer(
        assets,
        fonts,
        text_overflow,
        fallback,
        allow_hosts,
        limits,
        line_breaking,
        missing,
        blending,
        font_sources,
        plugins,
        blocked_plugins,
    )
    return renderer.render(design, page, scale)
