"""Svg that tries to crash, to hang, to hoard or to read what it mustn't."""

from __future__ import annotations

from collections.abc import Callable

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
SIZE = 'width="100" height="100"'
VEIL = '<rect width="100" height="100" opacity=".5"/>'


def svg(body: str, attributes: str = SIZE, before: str = "") -> Callable[[], bytes]:
    return lambda: f"{before}{HEAD}{attributes}>{body}</svg>".encode()


def nested(tag: str, depth: int) -> Callable[[], bytes]:
    return svg(f"<{tag}>" * depth + f"</{tag}>" * depth)


def doubling(tag: str, steps: int, refer: str) -> str:
    """Each step uses the one before twice."""
    first = f'<g id="s0">{VEIL}</g>'
    others = (f'<{tag} id="s{i}">{refer.format(i - 1) * 2}</{tag}>' for i in range(1, steps))
    return first + "".join(others) + refer.format(steps - 1)


def laughs(levels: int) -> bytes:
    entities = "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "ha"}">' for i in range(levels)
    )
    return f"<!DOCTYPE svg [{entities}]>{HEAD}{SIZE}><text>&a{levels - 1};</text></svg>".encode()


def filtered(step: str) -> Callable[[], bytes]:
    return svg(f'<filter id="f">{step}</filter><g filter="url(#f)">{VEIL}</g>')


FILES: dict[str, Callable[[], bytes]] = {
    # XML itself
    "billion-laughs.svg": lambda: laughs(10),
    "one-entity.svg": lambda: laughs(1),
    "external-entity.svg": svg("&x;", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "parameter-entity.svg": svg("", before='<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://10.0.0.1/">%p;]>'),
    "external-dtd.svg": svg("", before='<!DOCTYPE svg SYSTEM "http://10.0.0.1/a.dtd">'),
    "xinclude.svg": svg('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'),
    "style-sheet-instruction.svg": svg(VEIL, before='<?xml-stylesheet href="http://10.0.0.1/a.css"?>'),
    "not-closed.svg": lambda: f"{HEAD}{SIZE}><g>".encode(),
    "half-a-tag.svg": lambda: f"{HEAD}{SIZE}><rect width=".encode(),
    "two-roots.svg": lambda: f"{HEAD}{SIZE}/>{HEAD}{SIZE}/>".encode(),
    "wrong-encoding.svg": svg(VEIL, before='<?xml version="1.0" encoding="utf-16"?>'),
    "unknown-encoding.svg": svg(VEIL, before='<?xml version="1.0" encoding="klingon"?>'),
    "broken-utf8.svg": lambda: f"{HEAD}{SIZE}><text>".encode() + b"\xff\xfe</text></svg>",
    "nul.svg": lambda: f"{HEAD}{SIZE}>\0</svg>".encode(),
    "another-root.svg": lambda: b"<html><svg/></html>",
    "svg-in-name-only.svg": lambda: b"<svg/>",
    "long-attribute.svg": svg(f'<g id="{"a" * 900_000}"/>'),
    "many-attributes.svg": lambda: f"{HEAD}{SIZE}><g {' '.join(f'a{i}=1' for i in range(9))}/></svg>".encode(),
    # too much of it
    "over-a-megabyte.svg": svg(" " * 1_048_577),
    "over-a-hundred-thousand-elements.svg": svg("<g/>" * 100_001),
    "deep.svg": nested("g", 100),
    "very-deep.svg": nested("g", 60_000),
    "deep-texts.svg": nested("text", 100),
    "deep-switches.svg": nested("switch", 100),
    "uses-that-double.svg": svg(doubling("g", 40, '<use href="#s{}"/>')),
    "symbols-that-double.svg": svg(doubling("symbol", 40, '<use href="#s{}"/>')),
    "patterns-that-double.svg": svg(doubling("pattern", 30, '<g fill="url(#s{})"/>')),
    "masks-that-double.svg": svg(doubling("mask", 30, '<g mask="url(#s{})"/>')),
    "filters-one-after-another.svg": svg(
        '<filter id="f"><feGaussianBlur stdDeviation="200"/></filter>'
        + f'<g filter="url(#f)">{VEIL}</g>' * 200
    ),
    "veils.svg": svg(VEIL * 20_000),
    "huge-path.svg": svg(f'<path d="M0 0{"L9 9L0 5" * 20_000}" stroke="red"/>'),
    "huge-path-of-curves.svg": svg(f'<path d="M0 0{"C9 9 0 5 3 3" * 12_000}" stroke="red"/>'),
    "huge-polygon.svg": svg(f'<polygon points="{"1 1 9 3 " * 100_000}"/>'),
    "long-text.svg": svg(f"<text>{'W' * 900_000}</text>"),
    "many-gradient-stops.svg": svg(
        f'<linearGradient id="g">{"<stop/>" * 50_000}</linearGradient><g fill="url(#g)">{VEIL}</g>'
    ),
    # round in circles
    "use-of-itself.svg": svg('<g id="a"><use href="#a"/></g>'),
    "use-of-each-other.svg": svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'),
    "mask-of-itself.svg": svg(f'<mask id="m"><g mask="url(#m)">{VEIL}</g></mask><g mask="url(#m)"/>'),
    "clip-of-itself.svg": svg('<clipPath id="c" clip-path="url(#c)"><path/></clipPath>'),
    "pattern-of-itself.svg": svg('<pattern id="p"><rect fill="url(#p)"/></pattern>'),
    "marker-of-itself.svg": svg('<marker id="m"><path marker-start="url(#m)"/></marker>'),
    "gradient-of-itself.svg": svg('<linearGradient id="g" href="#g"/>'),
    "filter-of-itself.svg": svg(f'<filter id="f"><g filter="url(#f)">{VEIL}</g></filter>'),
    "chain-of-uses.svg": svg("".join(f'<g id="a{i}"><use href="#a{i + 1}"/></g>' for i in range(5000))),
    # other files
    "picture-of-a-file.svg": svg('<image href="/etc/passwd" width="9" height="9"/>'),
    "picture-by-scheme.svg": svg('<image href="file:///etc/passwd" width="9" height="9"/>'),
    "picture-of-a-relative-file.svg": svg('<image href="secret.png" width="9" height="9"/>'),
    "picture-of-a-server.svg": svg('<image xlink:href="http://169.254.169.254/" width="9" height="9"/>'),
    "picture-of-an-svg.svg": svg('<image href="data:image/svg+xml,&lt;svg/>" width="9" height="9"/>'),
    "picture-that-is-a-bomb.svg": svg(
        '<image href="data:image/gif;base64,R0lGODlh//////8AAAAsAAAAAP////8AAAJ8" width="9" height="9"/>'
    ),
    "picture-that-is-none.svg": svg('<image href="data:image/png;base64,AAAA" width="9" height="9"/>'),
    "use-of-another-file.svg": svg('<use href="other.svg#a"/>'),
    "use-of-a-server.svg": svg('<use href="https://10.0.0.1/a.svg#b"/>'),
    "fill-of-another-file.svg": svg('<rect fill="url(http://10.0.0.1/a.svg#g)"/>'),
    "style-of-another-file.svg": svg('<rect style="fill:url(other.svg#g)"/>'),
    "sheet-that-imports.svg": svg("<style>@import 'http://10.0.0.1/a.css';</style>"),
    "sheet-with-a-font.svg": svg("<style>@font-face{src:url(http://10.0.0.1/a.ttf)}</style>"),
    "sheet-that-hides-an-import.svg": svg(r"<style>@\69mport 'a.css';</style>"),
    "picture-filter-of-a-file.svg": filtered('<feImage href="/etc/passwd"/>'),
    "font-of-a-file.svg": svg('<font><font-face-src><font-face-uri href="/etc/a.ttf"/></font-face-src></font>'),
    "text-on-a-foreign-path.svg": svg('<text><textPath href="http://10.0.0.1/a.svg#p">a</textPath></text>'),
    # numbers
    "endless-number.svg": svg('<rect width="1e999"/>'),
    "nan.svg": svg('<rect width="NaN" height="nan"/>'),
    "infinity.svg": svg('<rect width="Infinity" height="-inf"/>'),
    "huge-transform.svg": svg(f'<g transform="scale(1e30)">{VEIL}</g>'),
    "transforms-that-multiply.svg": svg('<g transform="scale(1e6)">' * 20 + VEIL + "</g>" * 20),
    "huge-view-box.svg": svg(VEIL, 'viewBox="0 0 1e38 1e38"'),
    "empty-view-box.svg": svg(VEIL, 'viewBox="0 0 0 0" width="9" height="9"'),
    "negative-size.svg": svg(VEIL, 'width="-5" height="-5"'),
    "zero-size.svg": svg(VEIL, 'width="0" height="0"'),
    "size-in-ems.svg": svg(VEIL, 'width="1e6em" height="1e6ex"'),
    "very-flat.svg": svg(VEIL, 'width="1000000" height="0.000001"'),
    "tiny-dashes.svg": svg('<path d="M0 0H1e5" stroke="red" stroke-dasharray=".0001"/>'),
    "tiny-dashes-of-a-percent.svg": svg('<path d="M0 0H1e5" stroke="red" stroke-dasharray=".001%"/>'),
    "huge-stroke.svg": svg('<path d="M0 0H9" stroke="red" stroke-width="999999"/>'),
    "huge-miter.svg": svg('<path d="M0 0L9 0L0 .0001" stroke="red" stroke-miterlimit="999999"/>'),
    "huge-blur.svg": filtered('<feGaussianBlur stdDeviation="1e5"/>'),
    "huge-pattern.svg": svg('<pattern id="p" width="999999" height="999999"/><g fill="url(#p)"/>'),
    "huge-marker.svg": svg('<marker id="m" markerWidth="999999"/><path marker-start="url(#m)"/>'),
    "huge-font.svg": svg('<text font-size="999999">W</text>'),
    "huge-offset.svg": filtered('<feOffset dx="999999"/>'),
    # what is not drawn
    "turbulence.svg": filtered('<feTurbulence numOctaves="100000" baseFrequency="1"/>'),
    "convolution.svg": filtered('<feConvolveMatrix order="1000" kernelMatrix="1"/>'),
    "morphology.svg": filtered('<feMorphology radius="100000"/>'),
    "lighting.svg": filtered('<feDiffuseLighting surfaceScale="1"/>'),
    "displacement.svg": filtered('<feDisplacementMap scale="99999"/>'),
    "tile.svg": filtered("<feTile/>"),
    "script.svg": svg(f"<script>while(1){{}}</script>{VEIL}"),
    "html.svg": svg(f"<foreignObject><body onload='x()'/></foreignObject>{VEIL}"),
    "animation.svg": svg('<rect width="9"><animate attributeName="width" to="1e9"/></rect>'),
    "handlers.svg": svg(f'<g onload="alert(1)" onclick="x()">{VEIL}</g>'),
}  # fmt: skip
