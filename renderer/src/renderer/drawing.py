"""One draw call: a design through parse, load and draw, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

from PIL import Image

from renderer.assets import Assets
from renderer.bands import is_large, painted_in_bands
from renderer.composite.background import background_url
from renderer.context import PageContext
from renderer.design import SCHEMA_VERSIONS, Design, Json, Node, Page
from renderer.elements.text import Text
from renderer.errors import LimitError, PluginError, RendererError
from renderer.fonts.library import font_urls
from renderer.issues import Issue
from renderer.layer_cache import PagePainter, Step
from renderer.page_hooks import after_page, before_page, report_issues
from renderer.paint.box import PixelBox
from renderer.painters import sources_of
from renderer.setup import Setup, visible_leaves
from renderer.steps import PageSteps, blaming
from renderer.time_limit import time_limit


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture, what had to be drawn otherwise than asked, and the seconds each stage took."""

    image: Image.Image
    issues: tuple[Issue, ...]
    timings: Mapping[str, float]


@dataclass(slots=True)
class PageDrawing:
    """One picture on its way through the stages."""

    setup: Setup
    scale: float
    clock: Callable[[], float]
    known: tuple[Issue, ...] = ()
    issues: list[Issue] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
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
            page = design.page(page_number)
            design = self._of_known_version(design)
            context = self._context(design, page_number)
            page = before_page(page, context, setup.registry)
            width, height = self._size(page)
            nodes = [node for node, _ in visible_leaves(page.nodes)]
        with self._timed("load"):
            setup.assets.prefetch(self._pictures(page, nodes), font_urls(design.fonts))
            fonts = setup.fonts.for_design(design.fonts, self.issues.append)
            styles = [node.element.style for node in nodes if isinstance(node.element, Text)]
            fonts.prefetch((style.family, style.weight, style.italic) for style in styles)
        with self._timed("draw"):
            area = PixelBox(0, 0, width, height)
            layers = PageSteps(setup, design, fonts, self.scale, self.assets, self.issues)
            image = self._painted(list(layers.steps(page, area)), area)
            image = after_page(image, context, setup.registry)
        issues = tuple(dict.fromkeys(self.issues))
        report_issues((*self.known, *issues), context, setup.registry)
        return Rendered(image, issues, self.timings)

    def load(self, source: Json | str | bytes, page_number: int) -> None:
        """Start loading what drawing the page will ask for; what is wrong with it is found then."""
        with suppress(RendererError):
            design = self.setup.parse(source)
            page = design.page(page_number)
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
        """A version that is not known is taken for the nearest that is."""
        version = design.schema_version
        if version is None or version in SCHEMA_VERSIONS:
            return design
        nearest = min(SCHEMA_VERSIONS, key=lambda known: abs(known - version))
        self.issues.append(
            Issue("design.schemaVersion", f"is {version}; drawn as version {nearest}")
        )
        return replace(design, schema_version=nearest)

    def _size(self, page: Page) -> tuple[int, int]:
        """Output pixels: each side rounded half up."""
        limit = self.setup.limits.output_side
        width, height = (max(1, int(v * self.scale + 0.5)) for v in (page.width, page.height))
        if width > limit or height > limit:
            raise LimitError(
                f"{page.place} would be {width} x {height} pixels; "
                f"a side of at most {limit} is allowed"
            )
        return width, height

    def _sources(self, node: Node) -> list[str]:
        try:
            with blaming(node, self.setup):
                return sources_of(node, self.setup.registry)
        except PluginError:
            if self.setup.missing == "error":
                raise
            return []  # the painter will ask for them, or fail and be reported

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = self.clock()
        yield
        self.timings[stage] = self.clock() - started
