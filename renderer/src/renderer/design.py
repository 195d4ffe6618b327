"""The design format: JSON in, frozen typed values out, every mistake named with its place.

Unknown properties are kept (``Node.raw``) and ignored; null means the default; numbers may be
written as text, as the editor allows.
"""

from __future__ import annotations

import codecs
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct, field

from renderer.errors import DesignError, LimitError
from renderer.limits import Limits
from renderer.mistakes import half_character, kind_of, mistake, written
from renderer.time_limit import check_time

# Types of the published format that need more than a still picture of boxes.
NOT_DRAWN = {
    "video": "moving pictures are not drawn",
    "gif": "moving pictures are not drawn (an image element shows a GIF's first frame)",
    "table": "tables are not drawn",
}
SCHEMA_VERSIONS = range(1, 5)

LARGEST_NUMBER = 1e9  # beyond any page; keeps products of numbers finite

NAMES = frozenset({"id", "name"})  # numbers serve as well: nothing is drawn by them

INSTALL_HINT = "a plugin adds others: pip install it beside the renderer"

Json = Mapping[str, Any]
_T = TypeVar("_T", bound=Struct)


class Element(Struct, frozen=True, kw_only=True, rename="camel"):
    """What every element has; an element type adds its own properties."""

    id: str = ""
    name: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 100.0
    height: float = 100.0
    rotation: float = 0.0
    opacity: float = 1.0
    visible: bool = True
    show_in_export: bool = True
    always_on_top: bool = False
    shadow_enabled: bool = False
    shadow_blur: float = 5.0
    shadow_offset_x: float = 0.0
    shadow_offset_y: float = 0.0
    shadow_color: str = "black"
    shadow_opacity: float = 1.0
    blur_enabled: bool = False
    blur_radius: float = 10.0
    brightness_enabled: bool = False
    brightness: float = 0.0
    sepia_enabled: bool = False
    grayscale_enabled: bool = False
    filters: dict[str, Any] = {}
    blend_mode: str = "normal"


class FilterSettings(Struct, frozen=True, kw_only=True, rename="camel"):
    """What every filter has under its name in ``filters``; a filter adds its own settings."""

    intensity: float = 1.0


class FontStyle(Struct, frozen=True, kw_only=True, rename="camel"):
    src: str = ""
    font_style: str = "normal"
    font_weight: str | int = "normal"


class DesignFont(Struct, frozen=True, kw_only=True, rename="camel"):
    font_family: str = ""
    url: str = ""
    styles: tuple[FontStyle, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """An element with its place in the design and, for a group, its children.

    ``raw`` is the element as it is written, with the properties that its model doesn't have.
    """

    place: str
    kind: str
    element: Element
    raw: Json = dataclasses.field(default_factory=dict)
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """``width`` and ``height`` are the page's own, in design pixels."""

    place: str
    width: float
    height: float
    background: str
    nodes: tuple[Node, ...]


class _PageModel(Struct, frozen=True, rename="camel"):
    width: float | Literal["auto"] = "auto"
    height: float | Literal["auto"] = "auto"
    background: str = "white"
    children: list[Any] = []


class _DesignModel(Struct, frozen=True, rename="camel"):
    width: float
    height: float
    fonts: tuple[DesignFont, ...] = ()
    pages: list[Any] = field(default_factory=list)
    schema_version: int | None = None


@dataclass(frozen=True, slots=True)
class Design:
    pages: tuple[Page, ...]
    fonts: tuple[DesignFont, ...]
    schema_version: int | None

    def page(self, number: int) -> Page:
        """Raises DesignError where there is none of that number, counted from 0."""
        is_number = isinstance(number, int) and not isinstance(number, bool)
        if not (is_number and 0 <= number < len(self.pages)):
            most = len(self.pages) - 1
            raise DesignError("page", f"is {written(number)}", f"0 to {most} is expected")
        return self.pages[number]


def parse_design(
    source: Json | str | bytes,
    models: Mapping[str, type[Element]],
    limits: Limits,
    hint: str = INSTALL_HINT,
) -> Design:
    """Check a design against the models of the known element types.

    ``hint`` tells the user of an unknown one where to get it. Raises DesignError with the place of
    the first mistake, LimitError for a design too large.
    """
    document = dict(_document(source, limits))
    document["fonts"] = _without_nulls(document.get("fonts"), depth=4)
    model = _convert(document, _DesignModel, "design")
    if not model.pages:
        raise DesignError("design.pages", "is empty", "at least one page is expected")
    reader = _Reader(models, limits, hint)
    pages = tuple(reader.page(raw, f"pages[{i}]", model) for i, raw in enumerate(model.pages))
    return Design(pages, model.fonts, model.schema_version)


def parse_element(
    raw: object, place: str, models: Mapping[str, type[Element]], limits: Limits
) -> Node:
    """One element of a page, with its children, as ``parse_design`` reads it."""
    return _Reader(models, limits, INSTALL_HINT).node(raw, place, depth=1)


def parse_filter(raw: object, model: type[FilterSettings], place: str) -> FilterSettings:
    """A filter's settings, checked. Raises DesignError with the place of a mistake."""
    return _convert({} if raw is None else _object(raw, place), model, place)


def without_mark(source: str | bytes) -> str | bytes:
    """JSON without the byte order mark that some editors of texts begin files with."""
    if isinstance(source, bytes):
        return source.removeprefix(codecs.BOM_UTF8)
    return source.removeprefix("\ufeff")


def _document(source: Json | str | bytes, limits: Limits) -> Json:
    if isinstance(source, str | bytes):
        if len(source) > limits.design_bytes:
            raise LimitError(
                f"design is {len(source):,} bytes long; at most {limits.design_bytes:,} are allowed"
            )
        try:
            source = msgspec.json.decode(without_mark(source))
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
            found = f"is not JSON ({error})"
            raise DesignError("design", found, "a JSON object is expected") from None
    if not isinstance(source, Mapping):
        raise DesignError("design", f"is {kind_of(source)}", "a JSON object is expected")
    return source


@dataclass(frozen=True, slots=True)
class _Reader:
    models: Mapping[str, type[Element]]
    limits: Limits
    hint: str

    def page(self, raw: object, place: str, design: _DesignModel) -> Page:
        check_time()
        model = _convert(_object(raw, place), _PageModel, place)
        width = design.width if model.width == "auto" else model.width
        height = design.height if model.height == "auto" else model.height
        for name, value in (("width", width), ("height", height)):
            if not value > 0:
                raise DesignError(f"{place}.{name}", f"is {value:g}", "a size above 0 is expected")
        nodes = self.nodes(model.children, place, depth=1)
        count = sum(1 for node in nodes for _ in walk(node))
        if count > self.limits.page_elements:
            raise LimitError(
                f"{place} has {count} elements; at most {self.limits.page_elements} are allowed"
            )
        return Page(place, width, height, model.background, nodes)

    def nodes(self, children: object, place: str, depth: int) -> tuple[Node, ...]:
        if not isinstance(children, list | tuple):
            raise DesignError(
                f"{place}.children", f"is {kind_of(children)}", "a list of elements is expected"
            )
        if depth > self.limits.nesting:
            raise LimitError(f"{place} is nested deeper than {self.limits.nesting} groups")
        if len(children) > self.limits.page_elements:
            raise LimitError(
                f"{place} has {len(children)} elements; "
                f"at most {self.limits.page_elements} are allowed"
            )
        return tuple(
            self.node(raw, f"{place}.children[{i}]", depth) for i, raw in enumerate(children)
        )

    def node(self, raw: object, place: str, depth: int) -> Node:
        check_time()
        raw = _object(raw, place)
        kind = raw.get("type")
        model = self.models.get(kind) if isinstance(kind, str) else None
        if model is None or not isinstance(kind, str):
            known = ", ".join(sorted(self.models))
            reason = f"{NOT_DRAWN[kind]}, " if isinstance(kind, str) and kind in NOT_DRAWN else ""
            raise DesignError(
                f"{place}.type",
                "is missing" if kind is None else f"is {written(kind)}",
                f"{reason}one of {known} is expected ({self.hint})",
            )
        element = _convert(raw, model, place)
        children = raw.get("children")
        nested = () if children is None else self.nodes(children, place, depth + 1)
        return Node(place, kind, element, raw, nested)


def walk(node: Node) -> Iterator[Node]:
    """The node and all its descendants."""
    yield node
    for child in node.children:
        yield from walk(child)


def _object(raw: object, place: str) -> Json:
    if not isinstance(raw, Mapping):
        raise DesignError(place, f"is {kind_of(raw)}", "an object is expected")
    return raw


def _convert(raw: Json, model: type[_T], place: str) -> _T:
    """A typed value; null counts as absent. Raises DesignError with the property's place."""
    present = {name: value for name, value in raw.items() if value is not None}
    for name in NAMES & present.keys():
        if type(present[name]) in (int, float):
            present[name] = str(present[name])
    try:
        value = msgspec.convert(present, model, strict=False)
    except msgspec.ValidationError as error:
        raise mistake(error, present, model, place) from None
    except UnicodeError:
        raise half_character(present, place) from None
    for name, key in zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True):
        number = getattr(value, name)
        if isinstance(number, float) and not abs(number) <= LARGEST_NUMBER:
            raise DesignError(
                f"{place}.{key}", f"is {number:g}", "a number from -1e9 to 1e9 is expected"
            )
    return value


def _without_nulls(value: Any, depth: int) -> Any:
    """A part of a design without its nulls; what counts by its place in a list is left empty."""
    if isinstance(value, Mapping) and depth:
        kept = {name: part for name, part in value.items() if part is not None}
        return {name: _without_nulls(part, depth - 1) for name, part in kept.items()}
    if isinstance(value, list | tuple) and depth:
        return [{} if part is None else _without_nulls(part, depth - 1) for part in value]
    return value
