"""The marks an element is drawn with, and the layers the engine stacks.

An element renderer says what to paint, in its own pixels (origin at its unrotated top left
corner, y down); the engine alone applies position, rotation, opacity, shadow and effects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from msgspec import Struct
from PIL import Image

from renderer.fonts.face import Face
from renderer.paint.box import Box
from renderer.paint.colour import Colour
from renderer.paint.gradient import LinearGradient
from renderer.paint.outline import Outline
from renderer.paint.stroke import Join
from renderer.paint.transform import IDENTITY, Affine

Paint = Colour | LinearGradient


class Bitmap(Protocol):
    """A source picture that can be had at reduced size without decoding all of it."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the whole source in its own pixels, upright."""

    def reduced(self, width: int, height: int) -> Image.Image:
        """The whole source brought down to a size by plain means; RGB or straight RGBA, sRGB."""

    def mirrored(self, across: bool, down: bool) -> Bitmap:
        """The source seen in a mirror, left and right (``across``) or top and bottom changed."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline filled with a paint; cut to ``clip`` where there is one."""

    outline: Outline
    paint: Paint
    casts_shadow: bool = True
    clip: Outline | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A region of a bitmap stretched over a box.

    ``region`` is in source pixels; what of it lies outside the source stays empty. ``clip`` cuts
    the picture to an outline; ``mask`` (mode L) is stretched over the box and multiplies alpha.
    Shown smaller, the source is reduced by means before it is sampled (``reduced_first``).
    """

    source: Bitmap
    region: Box
    box: Box
    flip_x: bool = False
    flip_y: bool = False
    clip: Outline | None = None
    mask: Image.Image | None = None
    casts_shadow: bool = True
    reduced_first: bool = True


@dataclass(frozen=True, slots=True)
class Raster:
    """Element-sized pixels a plugin drew: straight-alpha RGBA, its corner at (x, y).

    The image holds ``scale`` pixels per element pixel (the context's scale for true detail).
    """

    image: Image.Image
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    casts_shadow: bool = True

    def __post_init__(self) -> None:
        _check_pixels(self.image, ("RGBA", "RGB"), self.scale)


@dataclass(frozen=True, slots=True)
class Stencil:
    """A mode L mask a plugin drew, filled with a paint; placed like a raster."""

    mask: Image.Image
    paint: Paint
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    casts_shadow: bool = True

    def __post_init__(self) -> None:
        _check_pixels(self.mask, ("L",), self.scale)


def _check_pixels(image: Image.Image, modes: Sequence[str], scale: float) -> None:
    if image.mode not in modes:
        raise ValueError(f"an image of mode {image.mode!r}; {' or '.join(modes)} is expected")
    if not scale > 0:
        raise ValueError(f"a scale of {scale}; pixels per element pixel are expected")


class Glyph(Struct, frozen=True):
    """One glyph of a font, its origin on the baseline at (x, y), turned about it clockwise."""

    index: int
    x: float
    y: float
    degrees: float = 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line along an outline, centred on it."""

    width: float
    join: Join = "round"


@dataclass(frozen=True, slots=True)
class GlyphRun:
    """Glyphs of one font, size and paint: filled or, with a stroke, drawn as lines."""

    font: Face
    size: float
    glyphs: Sequence[Glyph]
    paint: Paint
    stroke: Stroke | None = None
    casts_shadow: bool = True


Mark = Shape | Picture | Raster | Stencil | GlyphRun


def moved(marks: Iterable[Mark], dx: float, dy: float) -> tuple[Mark, ...]:
    """The marks elsewhere in their element: what another painter drew, put in its place."""
    return tuple(_moved(mark, dx, dy) for mark in marks)


def _moved(mark: Mark, dx: float, dy: float) -> Mark:
    shift = Affine.translation(dx, dy)
    match mark:
        case Shape():
            clip = mark.clip.transformed(shift) if mark.clip else None
            paint = _moved_paint(mark.paint, shift)
            return replace(mark, outline=mark.outline.transformed(shift), paint=paint, clip=clip)
        case Picture():
            clip = mark.clip.transformed(shift) if mark.clip else None
            return replace(mark, box=mark.box.moved(dx, dy), clip=clip)
        case Raster():
            return replace(mark, x=mark.x + dx, y=mark.y + dy)
        case Stencil():
            paint = _moved_paint(mark.paint, shift)
            return replace(mark, x=mark.x + dx, y=mark.y + dy, paint=paint)
        case GlyphRun():
            glyphs = [Glyph(one.index, one.x + dx, one.y + dy, one.degrees) for one in mark.glyphs]
            return replace(mark, glyphs=glyphs, paint=_moved_paint(mark.paint, shift))


def _moved_paint(paint: Paint, shift: Affine) -> Paint:
    if isinstance(paint, Colour):
        return paint
    return replace(paint, start=shift.apply(*paint.start), end=shift.apply(*paint.end))


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks that took another size than their element's own: effects are cut to it."""

    marks: Sequence[Mark]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shadow:
    """Cast by a layer's marks: a Gaussian of ``sigma``, offset in page axes, all device pixels."""

    colour: Colour
    sigma: float
    offset_x: float
    offset_y: float


@dataclass(frozen=True, slots=True)
class Layer:
    """One element, ready to paint: ``matrix`` maps its pixels to device pixels.

    ``blend`` mixes the layer as a whole with what is under it (paint/blend.py).
    """

    place: str
    marks: Sequence[Mark]
    matrix: Affine = IDENTITY
    opacity: float = 1.0
    shadow: Shadow | None = None
    blend: str | None = None
