"""What a plugin is given beside the element or the page it works on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct
from PIL import Image

from renderer.composite.apart import painted_apart, pixels_apart
from renderer.errors import quoted
from renderer.issues import Issue
from renderer.layers import Mark
from renderer.limits import Limits
from renderer.paint.box import Box, PixelBox
from renderer.paint.colour import BLACK, Colour, parse_colour
from renderer.paint.gradient import parse_gradient
from renderer.paint.outline import Outline
from renderer.paint.raster import fill
from renderer.paint.transform import Affine
from renderer.time_limit import check_time

if TYPE_CHECKING:
    from renderer.assets import Assets
    from renderer.design import Design
    from renderer.fonts.library import DesignFonts


class SetText(Protocol):
    """Sets words in the middle of a box, with the properties of a text element."""

    def __call__(
        self, words: str, box: Box, context: ElementContext, properties: Mapping[str, Any]
    ) -> Sequence[Mark]: ...


class ElementContext(Struct, frozen=True):
    """One element's view of the engine; ``place`` is its path in the design.

    ``width`` and ``height`` are the element's, in design pixels. ``scale`` is device pixels per
    design pixel: draw rasters at this scale for true detail. ``schema_version`` is the design's:
    older ones mean some properties differently.
    """

    place: str
    width: float
    height: float
    scale: float
    text_overflow: str
    line_breaking: str
    schema_version: int | None
    fonts: DesignFonts
    assets: Assets
    limits: Limits
    report_issue: Callable[[Issue], None]
    _set_text: SetText

    @property
    def box(self) -> Box:
        """All of the element, in its own pixels."""
        return Box(0, 0, self.width, self.height)

    @property
    def pixels(self) -> tuple[int, int]:
        """The element's width and height in device pixels; raises LimitError for too many."""
        return pixels_apart(self.width, self.height, self.scale, self.limits, "its picture")

    def text(self, words: str, box: Box | None = None, **properties: Any) -> Sequence[Mark]:
        """Marks of words set in the middle of a box of the element (all of it by default).

        ``properties`` are those of ``Text``, such as ``font_size=20, fill="white"``. What is too
        long shrinks unless ``text_overflow`` says otherwise; ``vertical_align`` is "middle".
        """
        return self._set_text(words, box or self.box, self, properties)

    def mask(self, outline: Outline) -> Image.Image:
        """An outline's coverage: a mode L image of the element's size in device pixels."""
        area = PixelBox(0, 0, *self.pixels)
        mask = Image.new("L", area.size)
        if coverage := fill(outline, Affine.scaling(self.scale), area):
            mask.paste(coverage.image, (coverage.left, coverage.top))
        return mask

    def rasterize(self, marks: Iterable[Mark]) -> Image.Image:
        """Marks as a straight-alpha RGBA image of the element's size in device pixels."""
        return painted_apart(marks, self.pixels, self.scale)

    def check_time(self) -> None:
        """Raise TimeLimitError once the picture has had its time: to be asked in long loops."""
        check_time()

    def report(self, message: str, kind: str = "drawing") -> None:
        """Say that the element was drawn, but not quite as asked; ``kind`` is the issue's."""
        self.report_issue(Issue(self.place, message, kind))

    def colour(self, css: str, name: str) -> Colour:
        """The colour of a property; what names none is black, as in the editor, and reported."""
        colour = parse_colour(css)
        if colour is None:
            self.report(f"{name} is no colour ({quoted(css)}); drawn black", "unknown-colour")
        return colour or BLACK

    def check_paint(self, css: str, name: str) -> None:
        """Report a property that is neither a gradient nor a colour: it is drawn black."""
        if parse_gradient(css) is None:
            self.colour(css, name)


class PageContext(Struct, frozen=True):
    """A picture on its way: page ``number`` (from 0) of a design, at ``place``.

    ``scale`` is output pixels per design pixel.
    """

    place: str
    number: int
    scale: float
    design: Design
    limits: Limits
    report_issue: Callable[[Issue], None]

    def report(self, message: str, kind: str = "drawing") -> None:
        """Say that the page was drawn, but not quite as asked."""
        self.report_issue(Issue(self.place, message, kind))
