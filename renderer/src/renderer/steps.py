"""Turn a page into steps: its background, then each element, as layers that can be painted.

What can't be had stands in for itself where the renderer was told so, and is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from PIL import Image

from renderer.assets import Assets
from renderer.composite.background import paint_background
from renderer.composite.blending import blend_of
from renderer.composite.effects import with_effects
from renderer.composite.layer import paint_layer
from renderer.composite.placeholder import placeholder_marks
from renderer.composite.shadow import shadow_of
from renderer.design import Design, Node, Page
from renderer.errors import AssetError, DesignError, FontError, PluginError, RendererError
from renderer.fonts.library import DesignFonts
from renderer.issues import Issue
from renderer.layer_cache import Step, key_of
from renderer.layers import Drawing, Layer, Mark
from renderer.paint.box import PixelBox
from renderer.paint.colour import WHITE
from renderer.paint.surface import Recording
from renderer.paint.transform import Affine
from renderer.painters import effects_of, element_key, paint
from renderer.setup import Setup, visible_leaves
from renderer.time_limit import check_time


@dataclass(slots=True)
class PageSteps:
    """The steps of one picture; ``assets`` and ``issues`` are its own."""

    setup: Setup
    design: Design
    fonts: DesignFonts
    scale: float
    assets: Assets
    issues: list[Issue]
    stand_ins: int = 0

    def steps(self, page: Page, area: PixelBox) -> Iterable[Step]:
        """The background, then the elements in drawing order."""
        key = key_of("background", page.background, page.width, page.height, area, self.scale)
        yield Step(f"{page.place}.background", key, partial(self._background, page))
        drawn = list(visible_leaves(page.nodes))
        drawn.sort(key=lambda pair: pair[0].element.always_on_top)  # stable: the rest stays below
        for node, opacity in drawn:
            around = (area, self.scale, opacity, self.design.schema_version, self.fonts.number)
            key = element_key(node, self.setup.registry, around)
            yield Step(node.place, key, partial(self._element, node, opacity))

    def _background(self, page: Page, surface: Recording) -> bool:
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

    def _element(self, node: Node, opacity: float, surface: Recording) -> bool:
        before = self.stand_ins
        self._paint(surface, node, self._layer(node, opacity))
        return self.stand_ins == before

    def _layer(self, node: Node, opacity: float) -> Layer:
        element = node.element
        try:
            with blaming(node, self.setup):
                effects = effects_of(node, self.setup.registry, self.issues.append)
                drawing = self._drawing(node)
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

    def _drawing(self, node: Node) -> Drawing:
        check_time()
        setup = self.setup
        context = setup.context(
            node,
            self.scale,
            self.design.schema_version,
            self.fonts,
            self.assets,
            self.issues.append,
        )
        try:
            return paint(node, setup.registry, context)
        except AssetError as error:
            marks = self._instead_of(node, error)
            return Drawing(marks, node.element.width, node.element.height)

    def _paint(self, surface: Recording, node: Node, layer: Layer) -> None:
        before = len(surface.stamps)
        try:
            with blaming(node, self.setup):
                paint_layer(surface, layer)
        except (AssetError, PluginError) as error:  # pixels are decoded, and filtered, only here
            del surface.stamps[before:]
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
def blaming(node: Node, setup: Setup) -> Iterator[None]:
    """A failure in here names the element, and one that nobody foresaw also its plugin."""
    try:
        yield
    except (DesignError, PluginError, AssetError):  # they name the element themselves
        raise
    except RendererError as error:
        raise type(error)(f"{node.place} ({node.kind}): {error}") from error
    except Exception as error:  # what a stranger's marks or bitmaps raise when they are painted
        owner = setup.registry.owners["register_element_types", node.kind]
        problem = f"{type(error).__name__}: {error}"
        raise PluginError(owner, f"paint of {node.place} ({node.kind})", problem) from error
