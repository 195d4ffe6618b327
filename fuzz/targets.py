"""What is fuzzed: each target takes bytes and may raise nothing but a RendererError.

A target knows what its bytes are, a few of them to begin with, and words that such files are made
of. What a target finds becomes a row of the table in ``tests/hostile``.
"""

from __future__ import annotations

import base64
import contextlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from renderer import Limits, Renderer, RendererError

CORPUS = Path(__file__).parent / "corpus"
PICTURE_SECONDS = 5.0

RENDERER = Renderer(limits=Limits(picture_seconds=PICTURE_SECONDS, svg_seconds=1), layer_bytes=0)


@dataclass(frozen=True, slots=True)
class Target:
    """``limit`` is how long an input may grow, in bytes."""

    name: str
    try_out: Callable[[bytes], None]
    words: Sequence[bytes]
    limit: int = 20_000

    def seeds(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((CORPUS / self.name).iterdir())]


def draw(design: Any) -> None:
    with contextlib.suppress(RendererError):
        RENDERER.draw(design)


def page(*elements: Any, **others: Any) -> dict[str, Any]:
    return {"width": 60, "height": 60, "pages": [{"children": elements}], **others}


def uri(data: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def design(data: bytes) -> None:
    draw(data)


def rich_text(data: bytes) -> None:
    words = data.decode("utf-8", "replace")
    draw(page({"type": "text", "text": words, "width": 50, "height": 50}))


def svg(data: bytes) -> None:
    draw(page({"type": "svg", "src": uri(data, "image/svg+xml"), "width": 50, "height": 50}))


def picture(data: bytes) -> None:
    draw(page({"type": "image", "src": uri(data, "image/png"), "width": 50, "height": 50}))


def font(data: bytes) -> None:
    listed = {"fontFamily": "Fuzz", "url": uri(data, "font/ttf")}
    text = {"type": "text", "text": "AVA office", "fontFamily": "Fuzz", "width": 50}
    draw(page(text, fonts=[listed]))


def _design_words() -> list[bytes]:
    names = [
        "type", "figure", "text", "image", "svg", "line", "group", "children", "pages", "width",
        "height", "x", "y", "rotation", "opacity", "fill", "stroke", "strokeWidth", "dash", "src",
        "cropX", "cropWidth", "filters", "blurRadius", "blurEnabled", "shadowEnabled", "shadowBlur",
        "fontSize", "lineHeight", "letterSpacing", "curveEnabled", "curvePower", "cornerRadius",
        "backgroundEnabled", "subType", "textOverflow", "colorsReplace", "visible", "schemaVersion",
    ]  # fmt: skip
    values = ["null", "true", "-1", "0", "1e9", "-1e9", "1e-9", "1e999", '"NaN"', "[]", "{}", '""',
              '"linear-gradient(90deg, red, blue)"', '"#f008"', '"circle"']  # fmt: skip
    return [f'"{name}":'.encode() for name in names] + [value.encode() for value in values]


TARGETS = {
    target.name: target
    for target in (
        Target("design", design, _design_words()),
        Target(
            "rich-text",
            rich_text,
            b"<b> </b> <i> <p> </p> <ul> <ol> <li> <br> <h1> <sup> <span style=\" font-size: "
            b"letter-spacing: color: text-align: px em % &amp; &#x202e; &#0; <!-- --> <![CDATA[ "
            b"\xe2\x80\x8d \xd7\x90 \xe0\xb8\x81 \xcc\x81 \xf0\x9f\x91\xa8".split(b" "),
            5_000,
        ),
        Target(
            "svg",
            svg,
            b'<g> </g> <path d="M0 0 <rect/> <circle r="5"/> <use href="#a"/> id="a" <mask> <filter> '
            b"<pattern> <text> <style> <linearGradient> url(#a) transform=\"scale(9)\" viewBox= "
            b"stroke-dasharray= clip-path= 1e5 -1 .0001 % em <image <!DOCTYPE &a; <feGaussianBlur/> "
            b"<marker> <clipPath> <symbol> <tspan> <textPath>".split(b" "),
            6_000,
        ),
        Target(
            "picture",
            picture,
            [b"\xff\xd8", b"\xff\xda", b"\xff\xc2", b"IHDR", b"IDAT", b"iCCP", b"acTL", b"tRNS",
             b"PLTE", b"GIF89a", b"!\xf9\x04", b"RIFF", b"VP8L", b"VP8X", b"ANMF", b"ftypavif",
             b"\xff\xff\xff\xff", b"\0\0\0\0", b"ICC_PROFILE\0", b"Exif\0\0"],
        ),
        Target(
            "font",
            font,
            [b"glyf", b"loca", b"head", b"maxp", b"cmap", b"CFF ", b"GSUB", b"GPOS", b"fvar",
             b"gvar", b"COLR", b"ttcf", b"wOFF", b"wOF2", b"\xff\xff", b"\x7f\xff", b"\x80\0",
             b"\0\0", b"\0\1"],
            8_000,
        ),
    )
}  # fmt: skip


def write_seeds(tests: Path) -> None:
    """Small whole files for the corpus, made by the builders of the hostile table."""
    sys.path[:0] = [str(tests / "support"), str(tests / "hostile")]
    import picture_files
    from block_font import block_font, with_tables

    whole: dict[str, list[bytes]] = {
        "design": [
            json.dumps(page(element)).encode()
            for element in (
                {"type": "figure", "subType": "star", "strokeWidth": 3, "dash": [2, 1]},
                {"type": "text", "text": "Hello\nthere", "fontSize": 12, "strokeWidth": 1},
                {"type": "text", "text": "Hello", "curveEnabled": True, "curvePower": 0.4},
                {"type": "line", "height": 4, "startHead": "arrow", "color": "red"},
                {"type": "group", "children": [{"type": "figure", "shadowEnabled": True}]},
                {"type": "figure", "fill": "linear-gradient(45deg, red 10%, blue)", "rotation": 9},
            )
        ],
        "rich-text": [
            b"<p>One <b>two</b> <i>three</i></p><ul><li>a</li><li>b</li></ul>",
            b'<span style="font-size:2em;color:red;letter-spacing:3px">big</span> &amp; small<br>x',
            "<h1>שלום <sup>2</sup></h1> ก็ <u>é\u0301</u> 👨\u200d👩".encode(),
        ],
        "svg": [
            b'<svg xmlns="http://www.w3.org/2000/svg" width="50" height="50">' + body + b"</svg>"
            for body in (
                b'<path d="M0 0C9 9 20 5 30 30Z" stroke="red" stroke-dasharray="3 1"/>',
                b'<mask id="m"><rect width="9" height="9"/></mask><g mask="url(#m)"><circle r="5"/></g>',
                b'<filter id="f"><feGaussianBlur stdDeviation="3"/></filter><g filter="url(#f)"/>',
                b'<pattern id="p" width="9" height="9"><path d="M0 0H5"/></pattern><rect fill="url(#p)"/>',
                b'<text font-size="9" transform="rotate(9)">Ab<tspan dx="2">c</tspan></text>',
                b"<style>.a{fill:red}</style><use href='#b'/><symbol id='b'><rect class='a'/></symbol>",
            )
        ],
        "picture": [
            *(picture_files.saved(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF")),
            picture_files.saved("PNG", "RGBA"),
            picture_files.saved("JPEG", progressive=True),
            picture_files.animated("GIF"),
        ],
        "font": [
            block_font(letters="AVA ofice"),
            with_tables(block_font(letters="AV"), {}, ["OS/2"]),
        ],
    }
    for name, files in whole.items():
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
        for i, data in enumerate(files):
            (CORPUS / name / f"seed-{i}").write_bytes(data)


if __name__ == "__main__":
    write_seeds(Path(__file__).parents[1] / "tests")
