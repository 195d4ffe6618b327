"""Draw the pictures of this documentation: every figure, every effect on one photo, some ads.

python docs/pictures.py [FOLDER]
"""

from __future__ import annotations

import base64
import io
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from renderer import Renderer, Template, encode
from renderer.figures.catalogue import FIGURES
from renderer.paint.blend import BLEND_MODES
from renderer.paint.filters import FILTERS
from renderer.preflight import CheckSettings, check_template

DOCS = Path(__file__).parent
GOLDEN = DOCS.parent / "golden"
PHOTO = "espresso.jpg"
ADS = ("square-full-bleed", "square-framed", "portrait-round-photo", "link-two-line-title")
ROW = 420  # px high
FONTS = (
    ("Bebas Neue", "BebasNeue-Regular.woff2"),
    ("Noto Sans JP", "NotoSansJP-Regular.otf"),
    ("Noto Sans Arabic", "NotoSansArabic-Regular.ttf"),
    ("Noto Sans Thai", "NotoSansThai-Regular.ttf"),
    ("Noto Color Emoji", "NotoColorEmoji.ttf"),
)

Json = dict[str, Any]

GAP = 16
LABEL = {"type": "text", "height": 16, "fontSize": 11, "fill": "#444"}
SWITCHES: dict[str, Json] = {
    "as it is": {},
    "blur": {"blurEnabled": True, "blurRadius": 20},
    "brightness": {"brightnessEnabled": True, "brightness": 0.3},
    "sepia": {"sepiaEnabled": True},
    "grayscale": {"grayscaleEnabled": True},
}
SHADOW = {"shadowEnabled": True, "shadowBlur": 12, "shadowOffsetY": 6, "shadowOpacity": 0.6}


def figures() -> Json:
    tiles = ((name, [{"type": "figure", "subType": name}]) for name in FIGURES)
    return sheet(list(tiles), columns=11, width=70, height=70)


def effects() -> Json:
    """The photo as it is, under each switch, under each filter, and with a shadow."""
    looks = dict(SWITCHES)
    for name in FILTERS:
        if name not in SWITCHES:
            looks[name] = {"filters": {name: {"intensity": 0.7}}}
    photo = {"type": "image", "src": PHOTO}
    tiles: list[tuple[str, Sequence[Json]]] = [
        (name, [{**photo, **look}]) for name, look in looks.items()
    ]
    tiles.append(("shadow", [{**photo, **SHADOW}]))
    return sheet(tiles, columns=4, width=180, height=120)


def blend_modes() -> Json:
    """A red disc on the photo in each mode."""
    tiles = [
        (mode, [{"type": "image", "src": PHOTO},
                {"type": "figure", "subType": "circle", "fill": "#e8384f", "blendMode": mode}])
        for mode in ("normal", *BLEND_MODES)
    ]  # fmt: skip
    return sheet(tiles, columns=4, width=180, height=120)


def plugins() -> Json:
    """What the example plugins draw: as it is, turned, faded, with a shadow."""
    rating = {"type": "rating", "height": 30, "y": 61}
    burst = {"type": "burst", "text": "Only\n9,99", **SHADOW}
    qr = {"type": "qr", "text": "https://shop.example/mug"}
    ean = {"type": "barcode", "symbology": "ean13", "text": "4006381333931"}
    tiles: list[tuple[str, Sequence[Json]]] = [
        ("rating", [{**rating, "rating": 3.7}]),
        ("rating, opacity", [{**rating, "opacity": 0.4}]),
        ("burst, shadow", [burst]),
        (
            "burst, rotation",
            [{**burst, "fill": "#003366", "rotation": 5, "width": 165, "height": 95}],
        ),
        ("qr", [qr]),
        ("qr, colours", [{**qr, "fill": "#003399", "backgroundColor": "#ffee88"}]),
        ("barcode", [ean]),
        ("barcode, shadow", [{**ean, **SHADOW}]),
    ]
    return sheet(tiles, columns=4, width=180, height=120)


def fonts() -> Json:
    """A variable font's weights, made-up styles beside real ones, and a line in five scripts."""
    lines: list[Json] = [
        {"text": f"Figtree {weight}", "fontFamily": "Figtree", "fontWeight": str(weight)}
        for weight in range(300, 1000, 100)
    ]
    lines += (
        {"text": text, "fontFamily": family, "fontWeight": weight, "fontStyle": style, "x": 260}
        for text, family, weight, style in (
            ("Roboto", "Roboto", "normal", "normal"),
            ("Roboto bold", "Roboto", "bold", "normal"),
            ("Roboto italic", "Roboto", "normal", "italic"),
            ("Bebas Neue", "Bebas Neue", "normal", "normal"),
            ("Bebas Neue, bold made up", "Bebas Neue", "bold", "normal"),
            ("Bebas Neue, italic made up", "Bebas Neue", "normal", "italic"),
            ("A \u30b3\u30fc\u30d2\u30fc \u0639\u0631\u0636 \u0e01\u0e32\u0e41\u0e1f \u2b50",
             "Roboto", "normal", "normal"),
        )
    )  # fmt: skip
    half = len(lines) // 2
    children = [
        {"type": "text", "x": 24, "y": 16 + 44 * (number % half), "width": 400, "height": 40,
         "fontSize": 28, "align": "left", **line}
        for number, line in enumerate(lines)
    ]  # fmt: skip
    return {
        "width": 640,
        "height": 32 + 44 * half,
        "schemaVersion": 4,
        "fonts": [
            {"fontFamily": "Figtree", "styles": [
                {"src": "url(assets/fonts/Figtree-Variable.woff2)", "fontWeight": "300 900"}]},
            *({"fontFamily": family, "url": f"assets/fonts/{file}"} for family, file in FONTS),
        ],
        "pages": [{"children": children}],
    }  # fmt: skip


def values() -> Image.Image:
    """Three products as their feed has them, and as a template with formats and rules shows them.

    Above, the values stand where they are named; below, they are formatted, fitted and chosen.
    """
    renderer = Renderer(GOLDEN / "assets/ads")
    products = [
        {
            "title": "STONEWARE COFFEE MUG, hand-thrown, glazed in two colours, 350 ml",
            "price": "59.9 EUR",
            "sale_price": "44 EUR",
            "image_link": "espresso.jpg",
            "brand": "Kiln &amp; Co",
        },
        {
            "title": "Donaudampfschiffmodell",
            "price": "1299.00 EUR",
            "sale_price": "1299.00 EUR",
            "image_link": "launch.jpg",
            "brand": "",
        },
        {
            "title": "<b>Cat</b> calendar",
            "price": "19 EUR",
            "sale_price": "12.5 EUR",
            "image_link": on_white("ginger-cat.jpg"),
            "brand": "Purr",
        },
    ]
    row: list[Image.Image] = []
    for design in (plain_ad(), helped_ad()):
        template = Template.compile(design)
        row += (renderer.render(template.resolve(product).design) for product in products)
    width, height = row[0].size
    picture = Image.new("RGB", (3 * width + 2 * GAP, 2 * height + GAP), "white")
    for number, ad in enumerate(row):
        picture.paste(ad, (number % 3 * (width + GAP), number // 3 * (height + GAP)))
    return picture


def plain_ad() -> Json:
    words = {"align": "left", "fill": "#22201d", "x": 16}
    return {
        "width": 300,
        "height": 360,
        "schemaVersion": 4,
        "pages": [{"background": "#f3eee6", "children": [
            {"id": "photo", "type": "image", "src": "{{ image_link }}", "x": 16, "y": 16,
             "width": 268, "height": 200},
            {"id": "badge", "type": "figure", "subType": "circle", "fill": "#c8402c", "x": 220,
             "y": 6, "width": 74, "height": 74},
            {"id": "off", "type": "text", "text": "25% off", "fill": "white", "fontSize": 18,
             "x": 220, "y": 32, "width": 74, "height": 24, "align": "center"},
            {"id": "brand", "type": "text", "text": "by {{ brand }}", **words, "fontSize": 14,
             "y": 226, "width": 268, "height": 18, "fill": "#8a8177"},
            {"id": "title", "type": "text", "text": "{{ title }}", **words, "fontSize": 24,
             "fontWeight": "bold", "y": 246, "width": 268, "height": 58, "lineHeight": 1.15,
             "textOverflow": "resize"},
            {"id": "now", "type": "text", "text": "{{ sale_price }}", **words, "fontSize": 26,
             "fill": "#c8402c", "y": 316, "width": 150, "height": 32},
            {"id": "was", "type": "text", "text": "{{ price }}", **words, "fontSize": 16,
             "textDecoration": "line-through", "x": 180, "y": 324, "width": 104, "height": 20,
             "align": "right"},
        ]}],
    }  # fmt: skip


def helped_ad() -> Json:
    """The same ad with its texts formatted, and a rule for what a sale and a gap look like."""
    design = plain_ad()
    texts = {
        "off": "{{ price | percent_off: sale_price }} off",
        "brand": "by {{ brand | plain }}",
        "title": "{{ title | plain | split: ',' | pick: 1 | sentence }}",
        "now": "{{ sale_price | currency }}",
        "was": "{{ price | currency }}",
    }
    on_sale = {"show": {"onSale": True}}
    full_price = {"if": {"onSale": False}, "set": {"text": texts["was"], "fill": "#22201d"}}
    rules: dict[str, Json] = {
        "photo": {"fit": "trim"},
        "badge": on_sale,
        "off": on_sale,
        "brand": {"whenMissing": "hide"},
        "title": {"minFontSize": 16, "maxFontSize": 34, "maxLines": 2, "hyphenate": "de",
                  "balance": True},
        "now": {"choose": [full_price]},
        "was": on_sale,
    }  # fmt: skip
    for child in design["pages"][0]["children"]:
        if child["id"] in texts:
            child["text"] = texts[child["id"]]
        if child["id"] in rules:
            child["custom"] = {"rules": rules[child["id"]]}
    return {**design, "custom": {"rules": {"locale": "de"}}}


def preflight() -> Image.Image:
    """Four products with what a check says of them; below, the same ones mended."""
    ads = GOLDEN / "assets/ads"
    mug = {"title": "Stoneware mug", "price": "59.90 EUR", "image_link": "espresso.jpg"}
    long = f"{mug['title']}, hand-thrown, glazed in two colours, 350 ml, with saucer and spoon"
    word = "Donaudampfschifffahrtsmodellbaukasten"
    short = {"text": "{{ title | split: ',' | pick: 1 }}"}
    hyphens = {"custom": {"rules": {"hyphenate": "de"}}}
    cases: list[tuple[Json, Json, Json, Json]] = [
        ({**mug, "title": long}, {}, {**mug, "title": long}, short),
        ({**mug, "title": word}, {}, {**mug, "title": word}, hyphens),
        (mug, {"fill": "#d8cfc0"}, mug, {}),
        ({**mug, "image_link": stamp("espresso.jpg")}, {}, mug, {}),
    ]
    renderer = Renderer(ads)
    settings = CheckSettings(renderer={"assets": ads}, images=True)
    columns = []
    for before, look, after, mended in cases:
        column = []
        for product, title in ((before, look), (after, mended)):
            design = renderer.template(simple_ad(title)).resolve(product).design
            report = check_template(design, settings)
            found = "\n".join(one.kind for one in report.tallies) or "nothing found"
            design["pages"][0]["children"].append(
                {**LABEL, "text": found, "x": 0, "y": 352, "width": 300, "height": 40,
                 "fontSize": 15, "fill": "#1a7f37" if not report.tallies else "#b3261e"}
            )  # fmt: skip
            column.append(renderer.render({**design, "height": 400}))
        columns.append(column)
    picture = Image.new("RGB", (4 * 300 + 3 * GAP, 2 * 400 + GAP), "white")
    for x, column in enumerate(columns):
        for y, ad in enumerate(column):
            picture.paste(ad, (x * (300 + GAP), y * (400 + GAP)))
    return picture


def simple_ad(title: Json) -> Json:
    words = {"type": "text", "align": "left", "x": 16, "width": 268, "fill": "#22201d"}
    children = [
        {"type": "figure", "width": 300, "height": 350, "fill": "#f3eee6"},
        {"type": "image", "src": "{{ image_link }}", "x": 16, "y": 16, "width": 268, "height": 210},
        {**words, "text": "{{ title }}", "y": 236, "height": 66, "fontSize": 28, **title},
        {**words, "text": "{{ price | currency }}", "y": 308, "height": 30, "fontSize": 24},
    ]
    page = {"background": "white", "children": children}
    return {"width": 300, "height": 350, "schemaVersion": 4, "pages": [page]}


def stamp(name: str) -> str:
    """A photo far too small, as a data uri."""
    with Image.open(GOLDEN / "assets/ads" / name) as photo:
        small = photo.resize((48, 36))
    file = io.BytesIO()
    small.save(file, "png")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def on_white(name: str) -> str:
    """A photo as some shops have them, in the middle of much white, as an address."""
    photo = Image.open(GOLDEN / "assets/ads" / name).convert("RGB")
    photo.thumbnail((400, 300))
    canvas = Image.new("RGB", (900, 900), "white")
    canvas.paste(photo, (250, 300))
    file = io.BytesIO()
    canvas.save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def deployment() -> Json:
    """What runs where, and what goes from one to another."""
    ours, theirs, bad = "#ffe3d8", "#eef1f5", "#f9d3d3"
    boxes = (
        (20, 150, 150, "Producer", "a feed is wanted", theirs),
        (270, 150, 150, "SQS queue", "process, generate", theirs),
        (520, 150, 170, "Pipeline", "Lambda or workers", ours),
        (520, 290, 170, "Sweeper", "every minute", ours),
        (270, 290, 150, "Dead letters", "pipeline dlq", bad),
        (800, 30, 170, "Auth0", "whose token is it?", theirs),
        (800, 150, 170, "S3", "pictures, fonts", theirs),
        (800, 270, 170, "PostgreSQL", "rows, outbox", theirs),
    )
    arrows = (
        ((170, 185), (270, 185), "process"),
        ((420, 172), (520, 172), ""),
        ((520, 198), (420, 198), "generate"),
        ((345, 220), (345, 290), ""),
        ((520, 312), (420, 212), ""),
        ((690, 165), (800, 85), ""),
        ((690, 185), (800, 185), ""),
        ((690, 205), (800, 285), ""),
        ((690, 325), (800, 315), ""),
    )
    children: list[Json] = []
    for (x, y), (to_x, to_y), text in arrows:
        turn = math.degrees(math.atan2(to_y - y, to_x - x))
        length = math.hypot(to_x - x, to_y - y)
        children.append(
            {
                "type": "line",
                "x": x,
                "y": y,
                "width": length,
                "height": 3,
                "rotation": turn,
                "color": "#8a8177",
                "endHead": "triangle",
            }
        )
        children.append(
            {
                **LABEL,
                "text": text,
                "x": min(x, to_x),
                "y": max(y, to_y) + 6,
                "width": abs(to_x - x) or 1,
            }
        )
    for x, y, width, title, remark, colour in boxes:
        children += (
            {
                "type": "figure",
                "subType": "rect",
                "cornerRadius": 10,
                "fill": colour,
                "x": x,
                "y": y,
                "width": width,
                "height": 70,
            },
            {
                "type": "text",
                "text": title,
                "fontSize": 18,
                "fontWeight": "bold",
                "fill": "#22201d",
                "x": x,
                "y": y + 14,
                "width": width,
                "height": 22,
            },
            {**LABEL, "text": remark, "fontSize": 13, "x": x, "y": y + 40, "width": width},
        )
    page = {"background": "white", "children": children}
    return {"width": 990, "height": 390, "schemaVersion": 4, "pages": [page]}  # fmt: skip


def sheet(
    tiles: Sequence[tuple[str, Sequence[Json]]], columns: int, width: int, height: int
) -> Json:
    """A design of named tiles in rows, every element as large as its tile."""
    across, down = width + GAP, height + GAP + int(LABEL["height"])
    rows = -(-len(tiles) // columns)
    children: list[Json] = []
    for number, (name, elements) in enumerate(tiles):
        x, y = GAP + number % columns * across, GAP + number // columns * down
        children += ({"x": x, "y": y, "width": width, "height": height, **e} for e in elements)
        beside = GAP - 2
        children.append(
            {**LABEL, "x": x - beside / 2, "y": y + height + 2, "width": width + beside,
             "text": name}
        )  # fmt: skip
    return {
        "width": GAP + columns * across,
        "height": GAP + rows * down,
        "schemaVersion": 4,
        "pages": [{"children": children}],
    }


def gallery() -> Image.Image:
    """The sample shop's ads side by side."""
    renderer = Renderer(GOLDEN)
    ads = [renderer.render((GOLDEN / f"ads/{name}.json").read_bytes()) for name in ADS]
    scaled = [
        ad.resize((round(ad.width * ROW / ad.height), ROW), Image.Resampling.LANCZOS) for ad in ads
    ]
    width = sum(ad.width for ad in scaled) + GAP * (len(scaled) - 1)
    row = Image.new("RGB", (width, ROW), "white")
    x = 0
    for ad in scaled:
        row.paste(ad, (x, 0))
        x += ad.width + GAP
    return row


def pictures() -> Iterator[tuple[str, bytes]]:
    renderer = Renderer(DOCS / "example", text_overflow="resize")
    yield "figures.png", encode(renderer.render(figures()), "png", optimize="size")
    yield "filters.jpg", encode(renderer.render(effects()), "jpeg", optimize="size")
    blending = Renderer(DOCS / "example", text_overflow="resize", blending="css")
    yield "blend-modes.jpg", encode(blending.render(blend_modes()), "jpeg", optimize="size")
    yield "deployment.png", encode(renderer.render(deployment()), "png", optimize="size")
    yield "plugins.png", encode(renderer.render(plugins()), "png", optimize="size")
    families = [family for family, _ in FONTS[1:]]
    setting = Renderer(GOLDEN, text_overflow="resize", fallback=families)
    yield "fonts.png", encode(setting.render(fonts()), "png", optimize="size")
    yield "preflight.jpg", encode(preflight(), "jpeg", optimize="size")
    yield "values.jpg", encode(values(), "jpeg", optimize="size")
    yield "gallery.jpg", encode(gallery(), "jpeg", optimize="size")


def write(made: Iterable[tuple[str, bytes]], folder: Path) -> None:
    for name, data in made:
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    write(pictures(), Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS / "images")
