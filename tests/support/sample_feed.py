"""A feed of 1,000 products in three locales and three formats, a few of them defective in 29 ways.

Everything follows from the seed. ``write_shop`` says which product has which defect, so that a
test can ask whether each was found.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

PHOTOS = Path(__file__).parents[2] / "pipeline/src/pipeline/local/shop/photos"
SEED = 20_261_124
OF_EACH = 3
COLUMNS = ("id", "title", "description", "brand", "price", "sale_price", "accent", "image_link")

WORDS = {
    "en": ("Lamp Mug Chair Desk Vase Blanket Clock Kettle Mirror", "of oak,of brass,in blue"),
    "de": ("Lampe Becher Stuhl Tisch Vase Decke Kessel Spiegel", "aus Eiche,aus Weißblech"),
    "fr": ("Lampe Tasse Chaise Bureau Vase Plaid Horloge Miroir", "en chêne,en laiton,bleu"),
}
PRICES = {"en": "{:.2f} GBP", "de": "{:.2f} EUR", "fr": "{:.2f} EUR"}
ADJECTIVES = {"en": "Small Round Quiet", "de": "Kleine Runde Leise", "fr": "Petite Ronde Calme"}

Record = dict[str, str]


@dataclass(frozen=True)
class Defect:
    """What is done to a record, or to its text in the file, and the findings that name it.

    ``only`` is the locale whose file can have it.
    """

    name: str
    kinds: str
    change: Callable[[Record], Record] = lambda record: record
    spoil: Callable[[str], str] = lambda text: text
    only: str = ""


def put(**values: str) -> Callable[[Record], Record]:
    return lambda record: {**record, **values}


def dearer(record: Record) -> Record:
    amount, currency = record["price"].split()
    return {**record, "sale_price": f"{float(amount) * 1.2:.2f} {currency}"}


def anothers_id(record: Record) -> Record:
    return {**record, "id": record["id"].partition("-")[0] + "-0"}


DEFECTS = (
    Defect("no title", "missing-value", put(title="")),
    Defect("no price", "missing-value", put(price="")),
    Defect("title without end", "text-shrunk", put(title="A set of " + "cups and plates, " * 7)),
    Defect("word without end", "word-split text-shrunk", put(title="Schreibtischlampen" * 5)),
    Defect("HTML in the title", "markup-in-value", put(title="<b>Lamp</b> <i>new</i>")),
    Defect("escaped twice", "markup-in-value", put(title="Salt &amp;amp; pepper")),
    Defect("read in the wrong encoding", "garbled-text", put(title="CafetiÃ¨re")),
    Defect("nothing, in words", "placeholder-text", put(title="TBD")),
    Defect("a control character", "control-character", put(title="Lamp\x7f of oak")),
    Defect("letters no font has", "missing-glyph", put(title="Lamp \U00012000\U00012001")),
    Defect("a sale that is dearer", "sale-not-lower", dearer),
    Defect("a price in words", "bad-value", put(price="call us", sale_price="")),
    Defect("a price of nothing", "absurd-price", put(price="0.00 EUR", sale_price="")),
    Defect("a price beyond belief", "absurd-price", put(price="99999999 EUR")),
    Defect("a colour that is none", "bad-value", put(accent="blu")),
    Defect("white on white", "low-contrast", put(accent="#fcfcfc")),
    Defect("a novel for a description", "long-value text-shrunk text-tiny",
           put(description="word " * 10_000)),
    Defect("a photo that isn't there", "unreachable-picture", put(image_link="gone.jpg")),
    Defect("a stamp for a photo", "small-picture", put(image_link="tiny.jpg")),
    Defect("half a photo", "broken-picture", put(image_link="half.jpg")),
    Defect("a web page for a photo", "broken-picture", put(image_link="page.jpg")),
    Defect("no id", "missing-id", put(id="")),
    Defect("another's id", "duplicate-id", anothers_id),
    Defect("a column too few", "broken-row", spoil=lambda s: s.rpartition(",")[0] + "\n",
           only="en"),
    Defect("a quote left open", "stray-quote", spoil=lambda s: s.replace(",", ',"', 1), only="en"),
    Defect("a stray quote", "stray-quote", spoil=lambda s: s.replace(",", ',"New" ', 1), only="en"),
    Defect("a byte of another encoding", "wrong-encoding", put(brand="Ch\udcear"), only="de"),
    Defect("a bare ampersand", "loose-ampersand", put(brand="Fig & Field"),
           lambda s: s.replace("Fig &amp;", "Fig &"), only="fr"),
    Defect("a tag left open", "broken-row", spoil=lambda s: s.replace("</g:price>", "", 1),
           only="fr"),
)  # fmt: skip


@dataclass
class Shop:
    """Feeds by locale, and by kind of finding the locale and id of each product that has it.

    The id is '' where the row has none to tell.
    """

    folder: Path
    feeds: dict[str, Path] = field(default_factory=dict)
    expected: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)


def write_shop(folder: Path, products: int = 1000, seed: int = SEED) -> Shop:
    chance = random.Random(seed)
    write_photos(folder)
    share, rest = divmod(products, len(WORDS))
    shop = Shop(folder)
    chosen = {locale: list(range(1, share)) for locale in WORDS}
    for numbers in chosen.values():
        chance.shuffle(numbers)
    planned: dict[tuple[str, int], Defect] = {}
    for i, defect in enumerate(DEFECTS):
        for j in range(OF_EACH):
            locale = defect.only or list(WORDS)[(i + j) % len(WORDS)]
            planned[locale, chosen[locale].pop()] = defect
    for locale in WORDS:
        count = share + (rest if locale == "en" else 0)
        rows = []
        for number in range(count):
            record = good(chance, locale, number)
            defect = planned.get((locale, number))
            if defect is not None:
                record = defect.change(record)
                for kind in defect.kinds.split():
                    product = "" if kind == "broken-row" else record["id"]
                    shop.expected.setdefault(kind, Counter())[locale, product] += 1
            rows.append((record, defect))
        shop.feeds[locale] = WRITERS[locale](folder, rows)
    return shop


def good(chance: random.Random, locale: str, number: int) -> Record:
    things, ways = (words.split(",") for words in WORDS[locale])
    thing, way = chance.choice(things[0].split()), chance.choice(ways)
    adjective = chance.choice(ADJECTIVES[locale].split())
    price = chance.randrange(8, 400) + 0.9
    sale = round(price * chance.choice((0.7, 0.8, 0.9)), 2) if chance.random() < 0.4 else None
    written = PRICES[locale]
    return {
        "id": f"{locale.upper()}-{number}",
        "title": f"{adjective} {thing} {way}",
        "description": f"{thing} {way}. No. {number}.",
        "brand": chance.choice(("Fig & Field", "Nordlys", "Atelier Noé")),
        "price": written.format(price),
        "sale_price": "" if sale is None else written.format(sale),
        "accent": chance.choice(("#1a5", "#b30", "navy", "rgb(90, 20, 90)")),
        "image_link": f"photo-{number % 5}.jpg",
    }


def write_photos(folder: Path) -> None:
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    photos = sorted(PHOTOS.glob("*.jpg"))
    for i, photo in enumerate(photos[:5]):
        shutil.copy(photo, folder / f"photo-{i}.jpg")
    with Image.open(photos[0]) as photo:
        photo.resize((60, 60)).save(folder / "tiny.jpg")
    (folder / "half.jpg").write_bytes(photos[0].read_bytes()[: photos[0].stat().st_size // 2])
    (folder / "page.jpg").write_text("<html><body>404 Not found</body></html>")


Rows = list[tuple[Record, Defect | None]]


def write_csv(folder: Path, rows: Rows, name: str, delimiter: str) -> Path:
    lines = [delimiter.join(COLUMNS) + "\n"]
    for record, defect in rows:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow(
            [record[column] for column in COLUMNS]
        )
        lines.append(defect.spoil(text.getvalue()) if defect else text.getvalue())
    path = folder / name
    path.write_bytes("".join(lines).encode("utf-8", "surrogateescape"))
    return path


def write_xml(folder: Path, rows: Rows) -> Path:
    items = []
    for record, defect in rows:
        fields = "".join(f"<g:{name}>{escape(record[name])}</g:{name}>" for name in COLUMNS)
        text = f"<item>{fields}</item>\n"
        items.append(defect.spoil(text) if defect else text)
    path = folder / "fr.xml"
    head = '<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
    path.write_text(head + "".join(items) + "</channel></rss>\n", "utf-8")
    return path


WRITERS: dict[str, Callable[[Path, Rows], Path]] = {
    "en": lambda folder, rows: write_csv(folder, rows, "en.csv", ","),
    "de": lambda folder, rows: write_csv(folder, rows, "de.csv", ";"),
    "fr": write_xml,
}


def template() -> dict[str, Any]:
    """An ad that shows all of a record: photo, brand, title, description, price, sale price."""

    def text(content: str, y: float, height: float, size: float, **more: Any) -> dict[str, Any]:
        return {
            "type": "text", "text": content, "x": 40, "y": y, "width": 520, "height": height,
            "fontSize": size, "align": "left", **more,
        }  # fmt: skip

    on_sale = {"custom": {"rules": {"show": {"onSale": True}}}}
    children = [
        {"type": "image", "src": "{{ image_link }}", "x": 0, "y": 0, "width": 600, "height": 300},
        text("{{ brand }}", 315, 30, 20),
        text("{{ title }}", 345, 100, 40, fill="{{ accent }}"),
        text("{{ description }}", 450, 50, 20),
        text("{{ price | currency }}", 510, 50, 36),
        text("{{ sale_price | currency }}", 550, 40, 28, fill="#b00", **on_sale),
    ]
    page = {"background": "white", "children": children}
    return {"width": 600, "height": 600, "schemaVersion": 4, "pages": [page]}
