"""Take a template and a product record, give the design with the product's values in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from renderer.resolve.values import Json, shown_text, source_text

_SHOWN_BY = {"text": "text", "image": "src", "svg": "src"}
"""The property of the built-in element types that shows a variable's value."""


def fill_template(
    template: Mapping[str, Json],
    fields: Iterable[Mapping[str, Json]],
    product: Mapping[str, object],
) -> dict[str, Json]:
    """Return a deep copy of ``template`` in which every mapped variable holds the product's value.

    An element takes part when its ``custom.variable`` equals a field's ``label_name`` (braces
    and blanks around either are ignored: ``title``, ``{title}`` and ``{{ title }}`` are one
    name) and that field's ``product_map`` is not empty. It may stand on any page and in groups
    at any depth. The first field of a name wins.

    Text elements get the value as ``text``, image and svg elements as ``src``, an element of any
    other type (a plugin's) as whichever of the two it has. A value that is null, blank or absent
    never shows the designer's sample: the text and its placeholder become empty, the image is
    left out. Everything else is copied as it is, malformed children too.
    """
    values = _values_by_variable(fields, product)
    design = {key: copied(value) for key, value in template.items()}
    pages = design.get("pages")
    for page in pages if isinstance(pages, list) else ():
        _fill_children(page, values)
    return design


def _values_by_variable(
    fields: Iterable[Mapping[str, Json]], product: Mapping[str, object]
) -> dict[str, object]:
    values: dict[str, object] = {}
    for field in fields:
        name, attribute = bare(field.get("label_name")), field.get("product_map")
        if name and isinstance(attribute, str) and attribute.strip():
            values.setdefault(name, product.get(attribute.strip()))
    return values


def _fill_children(parent: Json, values: Mapping[str, object]) -> None:
    """Fill the children of a page or group of our own copy, in place."""
    if isinstance(parent, dict) and isinstance(parent.get("children"), list):
        parent["children"] = list(_filled(parent["children"], values))


def _filled(children: Iterable[Json], values: Mapping[str, object]) -> Iterator[Json]:
    for child in children:
        shown_by = shown_property(child)
        variable = variable_of(child)
        if shown_by is None or variable not in values:
            _fill_children(child, values)
            yield child
            continue
        value = values[variable]
        text = shown_text(value) if shown_by == "text" else source_text(value)
        if text or shown_by == "text":
            child[shown_by] = text
            if not text and "placeholder" in child:
                child["placeholder"] = ""
            yield child


def shown_property(child: Json) -> str | None:
    """The property that a variable fills; None where the element has no such property."""
    kind = child.get("type") if isinstance(child, dict) else None
    if not isinstance(kind, str):
        return None
    if kind in _SHOWN_BY or "children" in child:
        return _SHOWN_BY.get(kind)
    return next((name for name in ("text", "src") if name in child), None)


def variable_of(child: Json) -> str:
    custom = child.get("custom") if isinstance(child, dict) else None
    return bare(custom.get("variable")) if isinstance(custom, dict) else ""


def bare(name: object) -> str:
    return name.strip().strip("{}").strip() if isinstance(name, str) else ""


def copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
