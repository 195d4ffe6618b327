"""One draw call: a design through parse, load and draw, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from PIL import Image

from renderer.assets import Assets
from renderer.bands import is_large, painted_in_bands
from renderer.composite.background import background_url, paint_background
from renderer.composite.blending import blend_of
from renderer.composite.effects import with_effects
from renderer.composite.layer import paint_layer
from renderer.composite.placeholder import placeholder_marks
from renderer.composite.shadow import shadow_of
from renderer.context import ElementContext, PageContext
from renderer.design import INSTALL_HINT, SCHEMA_VERSIONS, Design, Json, Node, Page, parse_design
from renderer.elements.group import Group
from renderer.elements.text import Text, set_text
from renderer.errors import (
    AssetError,
    DesignError,
    FontError,
    LimitError,
    PluginError,
    RendererError,
)
from renderer.fonts.library import DesignFonts, FontLibrary, font_urls
from renderer.issues import Issue
from renderer.layer_cache import LayerCache, PagePainter, Step, key_of
from renderer.layers import Drawing, Layer, Mark
from renderer.limits import Limits
from renderer.page_hooks import after_page, before_page, report_issues
from renderer.paint.box import PixelBox
from renderer.paint.colour import WHITE
from renderer.paint.surface import Surface
from renderer.paint.transform import Affine
from renderer.painters import effects_of, element_key, paint, sources_of
from renderer.plugins import Registry
from renderer.time_limit import check_time, time_limit

TextOverflow = Literal["resize", "change-font-size", "ellipsis", "keep-height"]
LineBreaking = Literal["editor", "unicode"]
Missing = Literal["error", "skip", "placeholder"]
Blending = Literal["editor", "css"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture, what had to be drawn otherwise than asked, and the seconds each stage took."""

    image: Image.Image
    issues: tuple[Issue, ...]
    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Setup:
    """What all pictures of a renderer share: its settings, plugins, fonts and caches."""

    text_overflow: TextOverflow
    line_breaking: LineBreaking
    missing: Missing
    blending: Blending
    limits: Limits
    registry: Registry
    assets: Assets
    fonts: FontLibrary
    layers: LayerCache

    def parse(self, design: Json | str | bytes) -> Design:
        models = {name: one.model for name, one in self.registry.element_types.items()}
        hint = "; ".join([INSTALL_HINT, *map(str, self.registry.failures)])
        return parse_design(design, models, self.limits, hint)

    def context(
        self,
        node: Node,
        scale: float,
        schema_version: int | None,
        fonts: DesignFonts,
        assets: Assets,
        report: Callable[[Issue], None],
    ) -> ElementContext:
        """What the painter of an element is given."""
        return ElementContext(
            place=node.place,
            width=node.element.width,
            height=node.element.height,
            scale=scale,
            text_overflow=self.text_overflow,
            line_breaking=self.line_breaking,
            schema_version=schema_version,
            fonts=fonts,
            assets=assets,
            limits=self.limits,
            report_issue=report,
            _set_text=set_text,
        )


@dataclass(slots=True)
class PageDrawing:
    """One picture on its way through the stages."""

    setup: Setup
    scale: float
    clock: Callable[[], float]
    known: tuple[Issue, ...] = ()
    issues: list[Issue] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    stand_ins: int = 0
    assets: Assets = field(init=False)

    def __post_init__(self) -> None:
        self.assets = self.setup.assets.for_design()

    def draw(self, source: Json | str | bytes, page_number: int) -> Rendered:
        with time_limit(self.setup.limits.picture_seconds):
            return self._draw(source, page_number)

    def _draw(self, source: Json | str | bytes, page_number: int) -> Rendered:
        setup = self.setup
        with self._timed("parse"):
            design = setup.parse(source)
            if not 0 <= page_number < len(design.pages):
                raise DesignError(
                    "page", f"is {page_number}", f"0 to {len(design.pages) - 1} is expected"
                )
            design = self._of_known_version(design)
            context = self._context(design, page_number)
            page = before_page(design.pages[page_number], context, setup.registry)
            width, height = self._size(page)
            nodes = [node for node, _ in visible_leaves(page.nodes)]
        with self._timed("load"):
            setup.assets.prefetch(self._pictures(page, nodes), font_urls(design.fonts))
            fonts = setup.fonts.for_design(design.fonts, self.issues.append)
            styles = [node.element.style for node in nodes if isinstance(node.element, Text)]
            fonts.prefetch((style.family, style.weight, style.italic) for style in styles)
        with self._timed("draw"):
            area = PixelBox(0, 0, width, height)
            image = self._painted(list(self._steps(design, page, area, fonts)), area)
            image = after_page(image, context, setup.registry)
        issues = tuple(dict.fromkeys(self.issues))
        report_issues((*self.known, *issues), context, setup.registry)
        return Rendered(image, issues, self.timings)

    def load(self, source: Json | str | bytes, page_number: int) -> None:
        """Start loading what drawing the page will ask for; what is wrong with it is found then."""
        with suppress(RendererError, IndexError):
            design = self.setup.parse(source)
            page = design.pages[page_number]
            nodes = [node for node, _ in visible_leaves(page.nodes)]
            pictures = self._pictures(page, nodes)
            self.setup.assets.start_loading(pictures, font_urls(design.fonts))

    def _pictures(self, page: Page, nodes: Iterable[Node]) -> list[str]:
        background = background_url(page.background)
        urls = [url for node in nodes for url in self._sources(node)]
        return [background, *urls] if background else urls

    def _painted(self, steps: Sequence[Step], area: PixelBox) -> Image.Image:
        """Very large pictures take all the memory there is for caches."""
        if is_large(area):
            self.setup.layers.clear()
            self.assets.make_room(4 * area.size[0] * area.size[1])
            return painted_in_bands(steps, area)
        return PagePainter(self.setup.layers, area, self.assets, self.issues).paint(steps)

    def _context(self, design: Design, page_number: int) -> PageContext:
        return PageContext(
            place=design.pages[page_number].place,
            number=page_number,
            scale=self.scale,
            design=design,
            limits=self.setup.limits,
            report_issue=self.issues.append,
        )

    def _of_known_version(self, design: Design) -> Design:
        """Versions that are not known yet are taken for the newest that is."""
        version, newest = design.schema_version, max(SCHEMA_VERSIONS)
        if version is None or version in SCHEMA_VERSIONS:
            return design
        self.issues.append(
            Issue("design.schemaVersion", f"is {version}; drawn as version {newest}")
        )
        return replace(design, schema_version=newest)

    def _size(self, page: Page) -> tuple[int, int]:
        """Output pixels: each side rounded half up."""
        if not 0 < self.scale < 1000:
            raise DesignError("scale", f"is {self.scale}", "a number above 0 is expected")
        limit = self.setup.limits.output_side
        width, height = (max(1, int(v * self.scale + 0.5)) for v in (page.width, page.height))
        if width > limit or height > limit:
            raise LimitError(
                f"{page.place} would be {width} x {height} pixels; "
                f"a side of at most {limit} is allowed"
            )
        return width, height

    def _steps(
        self, design: Design, page: Page, area: PixelBox, fonts: DesignFonts
    ) -> Iterable[Step]:
        """The background, then the elements in drawing order."""
        key = key_of("background", page.background, page.width, page.height, area, self.scale)
        yield Step(f"{page.place}.background", key, partial(self._background, page))
        drawn = list(visible_leaves(page.nodes))
        drawn.sort(key=lambda pair: pair[0].element.always_on_top)  # stable: the rest stays below
        for node, opacity in drawn:
            around = (area, self.scale, opacity, design.schema_version, fonts.number)
            key = element_key(node, self.setup.registry, around)
            yield Step(node.place, key, partial(self._element, node, opacity, design, fonts))

    def _background(self, page: Page, surface: Surface) -> bool:
        try:
            paint_background(surface, page, self.scale, self.assets, self.issues.append)
            return True
        except AssetError as error:
            place = f"{page.place}.background"
            marks = self._instead(place, place, page.width, page.height, error)
            area = surface.area
            surface.draw(Image.new("RGB", area.size, WHITE.rgb), area.left, area.top)
            paint_layer(surface, Layer(place, marks, Affine.scaling(self.scale)))
            return False

    def _element(
        self, node: Node, opacity: float, design: Design, fonts: DesignFonts, surface: Surface
    ) -> bool:
        before = self.stand_ins
        self._paint(surface, node, self._layer(node, opacity, design, fonts))
        return self.stand_ins == before

    def _sources(self, node: Node) -> list[str]:
        try:
            with self._blaming(node):
                return sources_of(node, self.setup.registry)
        except PluginError:
            if self.setup.missing == "error":
                raise
            return []  # the painter will ask for them, or fail and be reported

    def _layer(self, node: Node, opacity: float, design: Design, fonts: DesignFonts) -> Layer:
        element = node.element
        try:
            with self._blaming(node):
                effects = effects_of(node, self.setup.registry, self.issues.append)
                drawing = self._drawing(node, design, fonts)
                marks = with_effects(drawing, effects, self.scale, self.setup.limits)
        except PluginError as error:
            marks = self._instead_of(node, error)

        def report(message: str) -> None:
            self.issues.append(Issue(node.place, message))

        matrix = (
            Affine.scaling(self.scale)
            @ Affine.translation(element.x, element.y)
            @ Affine.rotation(element.rotation)
        )
        return Layer(
            place=node.place,
            marks=marks,
            matrix=matrix,
            opacity=opacity,
            shadow=shadow_of(element, self.scale, report),
            blend=blend_of(element, self.setup.blending, report),
        )

    def _drawing(self, node: Node, design: Design, fonts: DesignFonts) -> Drawing:
        check_time()
        setup = self.setup
        context = setup.context(
            node, self.scale, design.schema_version, fonts, self.assets, self.issues.append
        )
        try:
            return paint(node, setup.registry, context)
        except AssetError as error:
            marks = self._instead_of(node, error)
            return Drawing(marks, node.element.width, node.element.height)

    @contextmanager
    def _blaming(self, node: Node) -> Iterator[None]:
        """A failure in here names the element, and one that nobody foresaw also its plugin."""
        try:
            yield
        except (DesignError, PluginError, AssetError):  # they name the element themselves
            raise
        except RendererError as error:
            raise type(error)(f"{node.place} ({node.kind}): {error}") from error
        except Exception as error:  # what a stranger's marks or bitmaps raise when they are painted
            owner = self.setup.registry.owners["register_element_types", node.kind]
            problem = f"{type(error).__name__}: {error}"
            raise PluginError(owner, f"paint of {node.place} ({node.kind})", problem) from error

    def _paint(self, surface: Surface, node: Node, layer: Layer) -> None:
        try:
            with self._blaming(node):
                paint_layer(surface, layer)
        except (AssetError, PluginError) as error:  # pixels are decoded, and filtered, only here
            paint_layer(surface, replace(layer, marks=self._instead_of(node, error)))

    def _instead_of(self, node: Node, error: AssetError | PluginError) -> Sequence[Mark]:
        element = node.element
        name = f"{node.place} ({node.kind})"
        return self._instead(node.place, name, element.width or 1, element.height or 1, error)

    def _instead(
        self, place: str, name: str, width: float, height: float, error: AssetError | PluginError
    ) -> Sequence[Mark]:
        """What stands in for a picture that can't be had; its error where nothing may."""
        self.stand_ins += 1
        if isinstance(error, PluginError):
            if self.setup.missing == "error":
                raise error
        elif self.setup.missing == "error" or isinstance(error, FontError):
            raise type(error)(f"{name}: {error}") from error
        kind = "plugin-failed" if isinstance(error, PluginError) else "missing-picture"
        if self.setup.missing == "skip":
            self.issues.append(Issue(place, f"{error}; left out", kind))
            return ()
        self.issues.append(Issue(place, f"{error}; a placeholder is drawn", kind))
        return placeholder_marks(width, height)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = self.clock()
        yield
        self.timings[stage] = self.clock() - started


def visible_leaves(nodes: Sequence[Node], opacity: float = 1.0) -> Iterator[tuple[Node, float]]:
    """Every element to draw with its opacity, in drawing order.

    Groups dissolve: children hold page coordinates, and a group's opacity multiplies theirs.
    """
    for node in nodes:
        element = node.element
        if not (element.visible and element.show_in_export):
            continue
        own = opacity * min(1.0, max(0.0, element.opacity))
        if isinstance(element, Group):
            yield from visible_leaves(node.children, own)
        else:
            yield node, own
