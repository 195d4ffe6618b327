"""Everything that can be said of one page of a resolved design without painting it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from renderer.composite.shadow import shadow_of
from renderer.design import Design, Json, Node, Page, parse_element
from renderer.elements.picture import PictureElement, check_framing
from renderer.elements.text import Text, fit_text
from renderer.errors import RendererError
from renderer.fonts.library import DesignFonts
from renderer.issues import Issue
from renderer.paint.box import Box
from renderer.paint.colour import parse_colour
from renderer.paint.transform import Affine
from renderer.painters import check_size, effects_of, paint, sources_of
from renderer.preflight.contrast import Placed, contrast_findings
from renderer.preflight.finding import Finding
from renderer.preflight.pictures import Pictures, Use
from renderer.preflight.properties import unknown_properties
from renderer.preflight.texts import fit_findings
from renderer.preflight.values import value_findings
from renderer.setup import Setup, visible_leaves

KEPT = 1000  # elements whose findings are remembered: those that products share
NOT_DRAWABLE = "not-drawable"
OFF_PAGE = 2.0  # px of a text that may lie beyond the page


@dataclass(frozen=True, slots=True)
class Checked:
    """A leaf's findings, the part of the page it covers, and the pictures that it shows."""

    findings: tuple[Finding, ...]
    box: Box
    uses: tuple[Use, ...] = ()


@dataclass(slots=True)
class PageCheck:
    """Checks pages of one template's designs; what they share is looked at once.

    Of a page that ``is_drawn`` too, only what drawing it doesn't report is found.
    """

    setup: Setup
    pictures: Pictures
    scale: float
    is_drawn: bool = False
    _nodes: dict[int, tuple[Any, Node]] = field(default_factory=dict)
    _leaves: dict[int, tuple[Any, Checked]] = field(default_factory=dict)
    _frames: dict[object, tuple[Design, DesignFonts, list[Finding]]] = field(default_factory=dict)

    def findings(self, design: Json, number: int) -> list[Finding]:
        try:
            return list(self._findings(design, number))
        except RendererError as error:
            place = getattr(error, "place", f"pages[{number}]")
            return [Finding(NOT_DRAWABLE, place, str(error), 1.0)]

    def prefetch(self, design: Json, number: int) -> None:
        """Begin to load a page's pictures."""
        try:
            for leaf, _ in self._tree(design, number):
                for url in sources_of(leaf, self.setup.registry):
                    self.pictures.prefetch(url)
        except RendererError:
            return

    def _findings(self, design: Json, number: int) -> Iterator[Finding]:
        frame, fonts, found = self._frame(design, number)
        yield from found
        page = frame.pages[0]
        leaves = [
            (node, opacity, self._checked(node, frame, fonts))
            for node, opacity in self._tree(design, number)
        ]
        placed = []
        for node, opacity, checked in leaves:
            yield from checked.findings
            for use in checked.uses:
                yield from self.pictures.findings(use)
            is_turned = node.element.rotation % 360 != 0
            placed.append(Placed(node, opacity, checked.box, is_turned))
        placed.sort(key=lambda one: one.node.element.always_on_top)
        yield from contrast_findings(placed, parse_colour(page.background))

    def _tree(self, design: Json, number: int) -> Iterator[tuple[Node, float]]:
        """The page's visible elements; those that designs share are read once."""
        page = design["pages"][number]
        children = page.get("children") or ()
        nodes = [
            self._node(raw, f"pages[{number}].children[{i}]") for i, raw in enumerate(children)
        ]
        return visible_leaves(nodes)

    def _node(self, raw: Any, place: str) -> Node:
        kept = self._nodes.get(id(raw))
        if kept is not None and kept[0] is raw and kept[1].place == place:
            return kept[1]
        models = {name: one.model for name, one in self.setup.registry.element_types.items()}
        node = parse_element(raw, place, models, self.setup.limits)
        _keep(self._nodes, raw, node)
        return node

    def _frame(self, design: Json, number: int) -> tuple[Design, DesignFonts, list[Finding]]:
        """The design with a page that has no elements yet, and its fonts."""
        pages = design.get("pages")
        raw = pages[number] if isinstance(pages, list) and number < len(pages) else None
        if not isinstance(raw, Mapping):
            self.setup.parse(design)  # says what is wrong
            raise RendererError(f"page is {number}; there are {len(pages or ())} pages")
        page = {name: value for name, value in raw.items() if name != "children"}
        bare = {**design, "pages": [page]}
        fonts = design.get("fonts")
        key = (id(fonts), *map(str, (bare.get("width"), bare.get("height"), page)))
        if key not in self._frames:
            if len(self._frames) >= KEPT:
                self._frames.clear()
            found: list[Finding] = []
            parsed = self.setup.parse(bare)
            known = self.setup.fonts.for_design(
                parsed.fonts, lambda issue: found.append(Finding.of(issue))
            )
            self._frames[key] = (parsed, known, found)
        return self._frames[key]

    def _checked(self, node: Node, design: Design, fonts: DesignFonts) -> Checked:
        kept = self._leaves.get(id(node.raw))
        if kept is not None and kept[0] is node.raw:
            return kept[1]
        checked = self._check(node, design, fonts)
        _keep(self._leaves, node.raw, checked)
        return checked

    def _check(self, node: Node, design: Design, fonts: DesignFonts) -> Checked:
        setup, element = self.setup, node.element
        issues: list[Issue] = []
        found = list(unknown_properties(node.raw, type(element), node.place))
        context = setup.context(
            node, self.scale, design.schema_version, fonts, setup.assets, issues.append
        )
        height = element.height
        uses: tuple[Use, ...] = ()
        try:
            if not self.is_drawn:
                effects_of(node, setup.registry, issues.append)
                shadow_of(element, self.scale, context.report)
                check_size(element, context)
            if isinstance(element, Text):
                overflow = element.text_overflow or setup.text_overflow
                found += value_findings(element.text, node.place)
                fitted = fit_text(element, context)
                if fitted:
                    found += fit_findings(element, fitted, overflow, node.place)
                    height = fitted.height if overflow != "ellipsis" else element.height
            elif isinstance(element, PictureElement):
                check_framing(element, context)
                uses = (Use.of(element, node.place, self.scale),)
            elif not self.is_drawn and not sources_of(node, setup.registry):
                paint(node, setup.registry, context)
        except RendererError as error:
            found.append(Finding(NOT_DRAWABLE, node.place, str(error), 1.0))
        if not self.is_drawn:
            found += map(Finding.of, dict.fromkeys(issues))
        box = _covered(node, height)
        found += _off_page(node, box, design.pages[0])
        return Checked(tuple(found), box, uses)


def _keep(kept: dict[int, tuple[Any, Any]], raw: Any, value: Any) -> None:
    """Remember by identity; ``raw`` is held so that its id stays its own."""
    if len(kept) >= KEPT:
        kept.clear()
    kept[id(raw)] = (raw, value)


def _covered(node: Node, height: float) -> Box:
    """The part of the page that an element covers; around one that is turned."""
    element = node.element
    if element.rotation % 360 == 0:
        return Box(element.x, element.y, element.width, height)
    matrix = Affine.translation(element.x, element.y) @ Affine.rotation(element.rotation)
    corners = [matrix.apply(*corner) for corner in Box(0, 0, element.width, height).corners]
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _off_page(node: Node, box: Box, page: Page) -> Iterator[Finding]:
    """An element that can't be seen, or a text that can't be seen whole."""
    beyond = max(-box.x, -box.y, box.right - page.width, box.bottom - page.height)
    is_outside = box.right <= 0 or box.bottom <= 0 or box.x >= page.width or box.y >= page.height
    if is_outside:
        yield Finding("off-page", node.place, "lies outside of the page", 1.0)
    elif isinstance(node.element, Text) and beyond > OFF_PAGE and node.element.text:
        message = f"reaches {beyond:.0f} px beyond the page"
        yield Finding("off-page", node.place, message, min(1.0, beyond / 100))
