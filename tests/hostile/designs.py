"""Designs that are none, that are too much, or whose numbers mean nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="


def design(*elements: Any, size: Any = 100, **page: Any) -> Callable[[], bytes]:
    document = {"width": size, "height": 100, "pages": [{"children": elements, **page}]}
    return lambda: json.dumps(document).encode()


def figure(**properties: Any) -> dict[str, Any]:
    return {"type": "figure", **properties}


def text(words: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, "width": 90, **properties}


def raw(document: bytes) -> Callable[[], bytes]:
    return lambda: document


def groups(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = figure()
    for _ in range(depth):
        inner = {"type": "group", "children": [inner]}
    return inner


FILES: dict[str, Callable[[], bytes]] = {
    # no designs
    "empty.json": raw(b""),
    "null.json": raw(b"null"),
    "list.json": raw(b"[]"),
    "word.json": raw(b'"design"'),
    "half.json": raw(b'{"width": 100, "height": 100, "pages": [{'),
    "twice.json": raw(b"{}{}"),
    "nothing-in-it.json": raw(b"{}"),
    "not-unicode.json": raw(b'{"width": 100, "height": 100, "pages": [{"id": "\xff\xfe"}]}'),
    "nested-brackets.json": raw(b"[" * 200_000),
    "nested-objects.json": raw(b'{"a":' * 200_000),
    "no-pages.json": raw(b'{"width": 100, "height": 100, "pages": []}'),
    "pages-of-numbers.json": raw(b'{"width": 100, "height": 100, "pages": [1]}'),
    "over-twenty-megabytes.json": raw(b'{"a": "' + b"x" * 20_971_520 + b'"}'),
    # numbers
    "nan.json": raw(b'{"width": NaN, "height": 100, "pages": [{}]}'),
    "infinity.json": raw(b'{"width": Infinity, "height": 100, "pages": [{}]}'),
    "endless-number.json": raw(b'{"width": 1e999, "height": 100, "pages": [{}]}'),
    "number-of-many-digits.json": raw(b'{"width": ' + b"9" * 5000 + b', "height": 1, "pages": [{}]}'),
    "nan-in-words.json": design(figure(x="NaN")),
    "infinity-in-words.json": design(figure(width="-Infinity")),
    "zero-size.json": design(size=0),
    "negative-size.json": design(size=-5),
    "size-in-words.json": design(size="wide"),
    "huge-size.json": design(size=8193),
    "absurd-size.json": design(size=1e300),
    "absurd-place.json": design(figure(x=1e8, y=-1e8)),
    "absurd-figure.json": design(figure(width=1e8, height=1e8, rotation=1e8)),
    "absurd-stroke.json": design(figure(strokeWidth=1e8)),
    "absurd-dash.json": design(figure(strokeWidth=1, dash=[1e-9, 1e-9], width=1e8)),
    "absurd-shadow.json": design(figure(shadowEnabled=True, shadowBlur=1e8, shadowOffsetX=1e8)),
    "absurd-effect.json": design({"type": "svg", "src": PIXEL, "blurEnabled": True, "blurRadius": 1e8}),
    "effect-on-a-huge-text.json": design(text("a", width=1e6, blurEnabled=True)),
    "absurd-crop.json": design({"type": "image", "src": PIXEL, "cropX": 1e8, "cropWidth": 1e-9}),
    "absurd-opacity.json": design(figure(opacity=1e8)),
    "dash-of-words.json": design(figure(dash=["a"])),
    # too much
    "501-elements.json": design(*[figure()] * 501),
    "501-elements-in-a-group.json": design({"type": "group", "children": [figure()] * 501}),
    "100000-elements.json": design(*[figure()] * 100_000),
    "nested-20-deep.json": design(groups(19)),
    "nested-21-deep.json": design(groups(20)),
    "nested-900-deep.json": design(groups(300)),
    "10001-characters.json": design(text("a" * 10_001)),
    "10000-characters.json": design(text("ab c" * 2500)),
    "data-uri-over-five-megabytes.json": design({"type": "image", "src": "data:," + "a" * 5_242_880}),
    "pages-over-pages.json": lambda: json.dumps(
        {"width": 9, "height": 9, "pages": [{"children": [figure()]}] * 20_000}
    ).encode(),
    "largest-page.json": lambda: json.dumps(
        {"width": 8192, "height": 8192,
         "pages": [{"children": [figure(width=8192, height=8192, subType="circle", opacity=0.5)]}]}
    ).encode(),
    "largest-page-with-light.json": lambda: json.dumps(
        {"width": 8192, "height": 8192,
         "pages": [{"background": "rgba(9,9,9,.5)", "children": [figure(width=8192, height=8192)]}]}
    ).encode(),
    # types
    "no-type.json": design({}),
    "unknown-type.json": design({"type": "<script>"}),
    "type-that-is-a-list.json": design({"type": ["figure"]}),
    "element-that-is-a-word.json": design("figure"),
    "children-that-are-a-word.json": raw(b'{"width": 9, "height": 9, "pages": [{"children": "abc"}]}'),
    "text-that-is-a-number.json": design(text(5)),
    "text-that-is-an-object.json": design(text({"a": 1})),
    "source-that-is-an-object.json": design({"type": "image", "src": {"url": PIXEL}}),
    "filters-that-are-a-list.json": design(figure(filters=[1])),
    "video.json": design({"type": "video", "src": "http://10.0.0.1/a.mp4"}),
    "secret-in-the-wrong-place.json": design(figure(width="https://a.test/?X-Amz-Signature=hidden")),
    # paints
    "colour-that-nests.json": design(figure(fill="rgb(" * 5000)),
    "gradient-that-nests.json": design(figure(fill="linear-gradient(" + "(" * 50_000)),
    "gradient-of-blanks.json": design(figure(fill="linear-gradient(" + " " * 50_000)),
    "gradient-of-many-stops.json": design(figure(fill=f"linear-gradient({'red,' * 50_000}red)")),
    "gradient-of-nan.json": design(figure(fill="linear-gradient(nandeg, red, blue)")),
    "colour-that-is-a-secret.json": design(figure(fill="url(https://a.test/?token=hidden)")),
    "background-that-is-a-file.json": design(background="file:///etc/passwd"),
    "background-of-blanks.json": design(background=" " * 100_000 + "a"),
    # what a renderer's own properties could be misused for
    "python-in-names.json": design(figure(subType="__class__")),
    "path-as-a-figure.json": design(figure(subType="../../etc/passwd")),
    "format-in-text.json": design(text("{0.__class__} %s ${x}")),
    "font-that-is-a-path.json": design(text("a", fontFamily="../../etc/passwd")),
    "font-with-a-nul.json": design(text("a", fontFamily="a\0b")),
    "font-of-a-million-letters.json": design(text("a", fontFamily="a" * 1_000_000)),
}  # fmt: skip
