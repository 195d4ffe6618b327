"""The same ad by others: headless Chromium, Pillow by hand, pictex, satori with resvg.

    python bench/peers.py [--ads N] [--rounds N] [--pictures FILE] [--write]

Everyone draws the documentation's example for one product after another: a new photo of 2000 x
1500 pixels and three new texts each time, 1080 x 1080 pixels, to a PNG. Everyone is given photo and
texts as it takes them best, keeps between ads what it can keep, and is warm. In every round all
take turns; the table has medians of the rounds. CPU is that of all processes a peer needs, of
Chromium those of the browser alone: what steers it is counted apart. Who isn't there is passed
over, and it is said why.

``--pictures`` lays what they drew side by side; ``--write`` makes the documentation's page.
"""

from __future__ import annotations

import argparse
import base64
import datetime
import importlib.util
import io
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat
from products import PRODUCTS, sheets
from report import processor

ROOT = Path(__file__).parents[1]
DESIGN = json.loads((ROOT / "docs/example/ad.json").read_bytes())
PAGE, SHEET = ROOT / "docs/peers.md", ROOT / "docs/images/peers.jpg"
NOTES = Path(__file__).with_name("peers.md")
BOLD, REGULAR = (ROOT / f"fonts/roboto/Roboto-{style}.ttf" for style in ("Bold", "Regular"))
SIDE = 1080
WIDTH = 960 / 0.84  # what all of a photo would take of the page; the box shows a part
HEIGHT = WIDTH * 3 / 4
LEFT, TOP = -0.08 * WIDTH, -0.12 * HEIGHT  # from the box
WARM_UP = 3
CHROMIUM_BAR = 12  # times our CPU
WORDS = (0, 770, SIDE, SIDE)  # the part below the photo
PLAIN = 2  # a product whose texts fit
SHOWN = 20  # the product of the pictures side by side: its title is too long for its box
SATORI = Path(__file__).with_name("satori.mjs")


@dataclass(frozen=True)
class Product:
    photo: Path
    title: str
    price: str
    was: str


@dataclass(frozen=True)
class Peer:
    """What draws a product's ad, and the processes that take part beside this one.

    ``steering`` are those that only carry orders; without ``here`` this process is one of them.
    """

    draw: Callable[[Product], bytes]
    processes: Callable[[], list[psutil.Process]] = list
    steering: Callable[[], list[psutil.Process]] = list
    here: bool = True


class NotHereError(Exception):
    """Why a peer can't be measured."""


class Shop:
    """Products without end, no two alike; a photo is there when its product is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def product(self, number: int) -> Product:
        photo = self._folder / f"{number}.jpg"
        if not photo.exists():
            photo.write_bytes(self._photos[number % len(self._photos)] + number.to_bytes(4, "big"))
        title = f"{PRODUCTS[number % len(PRODUCTS)]['title']} {number}"
        return Product(
            photo, title, f"{number // 8 + 10}.{number % 8}9 EUR", f"{number + 20}.00 EUR"
        )

    @cached_property
    def _photos(self) -> Any:
        return sheets()


@contextmanager
def ours(folder: Path) -> Iterator[Peer]:
    from renderer import Renderer, encode

    renderer = Renderer(assets=folder)

    def draw(product: Product) -> bytes:
        design = json.loads(json.dumps(DESIGN))
        photo, _, _, title, price, was = design["pages"][0]["children"]
        photo["src"] = product.photo.name
        title["text"], price["text"], was["text"] = product.title, product.price, product.was
        return encode(renderer.render(design))

    yield Peer(draw)


HTML = f"""<!doctype html><meta charset="utf-8">
<style>
  @font-face {{ font-family: Ad; font-weight: bold; src: url({BOLD.as_uri()}) }}
  @font-face {{ font-family: Ad; src: url({REGULAR.as_uri()}) }}
  body {{ margin: 0; width: {SIDE}px; height: {SIDE}px; background: rgb(247,241,232) }}
  body > * {{ position: absolute; line-height: 1.2; white-space: pre }}
</style>
<div style="left:60px;top:60px;width:960px;height:700px;border-radius:40px;overflow:hidden">
  <img style="position:absolute;left:{LEFT}px;top:{TOP}px;
    width:{WIDTH}px;height:{HEIGHT}px"></div>
<div style="left:800px;top:94px;width:180px;height:180px;border-radius:50%;
  background:rgb(255,205,64)"></div>
<div style="left:800px;top:152px;width:180px;text-align:center;font:bold 54px/1.2 Ad;
  color:rgb(48,34,4)">-25%</div>
<div id="title" style="left:60px;top:792px;font:bold 92px/1.2 Ad;color:rgb(34,28,26)"></div>
<div id="price" style="left:61px;top:917px;padding:19px;border-radius:19px;color:white;
  background:rgb(196,62,28);font:bold 52px/1.2 Ad"></div>
<div id="was" style="left:380px;top:945px;font:40px/1.2 Ad;color:rgb(120,108,100);
  text-decoration:line-through"></div>
"""
CHANGE = """async ({photo, ...texts}) => {
  for (const name in texts) document.getElementById(name).textContent = texts[name]
  const image = document.querySelector("img")
  image.src = photo
  await Promise.all([image.decode(), document.fonts.ready])
}"""


@contextmanager
def chromium(folder: Path) -> Iterator[Peer]:
    """One page that stays; photo and texts are changed in it, by a file and a few characters."""
    browser_file = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_file is None:
        raise NotHereError("no chromium on the PATH")
    if importlib.util.find_spec("playwright") is None:
        raise NotHereError("needs: pip install playwright")
    from playwright.sync_api import sync_playwright

    before = set(psutil.Process().children())
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=browser_file, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIDE, "height": SIDE})
        (folder / "ad.html").write_text(HTML)
        page.goto((folder / "ad.html").as_uri())
        (driver,) = set(psutil.Process().children()) - before

        def draw(product: Product) -> bytes:
            texts = {"title": product.title, "price": product.price, "was": product.was}
            page.evaluate(CHANGE, {"photo": product.photo.as_uri(), **texts})
            return page.screenshot(type="png")

        def processes() -> list[psutil.Process]:
            return driver.children(recursive=True)

        yield Peer(draw, processes, lambda: [driver], here=False)
        browser.close()


@contextmanager
def pillow(folder: Path) -> Iterator[Peer]:
    """As one would write it by hand: smooth shapes drawn once, at three times their size."""
    fonts = {size: ImageFont.truetype(BOLD, size) for size in (54, 92, 52)}
    old = ImageFont.truetype(REGULAR, 40)

    def shape(size: tuple[int, int], radius: int) -> Image.Image:
        large = Image.new("L", (size[0] * 3, size[1] * 3))
        ImageDraw.Draw(large).rounded_rectangle((0, 0, *large.size), radius * 3, fill=255)
        return large.resize(size, Image.Resampling.LANCZOS)

    corners, circle = shape((960, 700), 40), shape((180, 180), 90)

    def draw(product: Product) -> bytes:
        page = Image.new("RGB", (SIDE, SIDE), (247, 241, 232))
        photo = Image.open(product.photo)
        photo.draft("RGB", (round(WIDTH), round(HEIGHT)))
        scale = photo.width / WIDTH
        box = (-LEFT * scale, -TOP * scale, (960 - LEFT) * scale, (700 - TOP) * scale)
        cut = photo.resize((960, 700), Image.Resampling.BICUBIC, box, reducing_gap=2)
        page.paste(cut, (60, 60), corners)
        page.paste((255, 205, 64), (800, 94), circle)
        pen = ImageDraw.Draw(page)
        pen.text((890, 184), "-25%", (48, 34, 4), fonts[54], anchor="mm")
        pen.text((60, 850), product.title, (34, 28, 26), fonts[92], anchor="lm")
        label = (round(fonts[52].getlength(product.price)) + 38, 100)
        page.paste((196, 62, 28), (61, 917), shape(label, 19))
        pen.text((80, 967), product.price, "white", fonts[52], anchor="lm")
        pen.text((380, 970), product.was, (120, 108, 100), old, anchor="lm")
        end = 380 + round(old.getlength(product.was))
        pen.line((380, 971, end, 971), (120, 108, 100), 3)
        file = io.BytesIO()
        page.save(file, "PNG", compress_level=1)
        return file.getvalue()

    yield Peer(draw)


@contextmanager
def pictex(folder: Path) -> Iterator[Peer]:
    try:
        from pictex import Canvas, Column, Row, Text
        from pictex import Image as Picture
    except Exception as error:  # its drawing library may not find the system's
        raise NotHereError(f"can't be imported ({error})".splitlines()[0]) from None

    def text(words: str, size: int, colour: str, font: Path = BOLD) -> Any:
        return Text(words).font_family(str(font)).font_size(size).color(colour)

    def draw(product: Product) -> bytes:
        whole = Picture(str(product.photo)).size(WIDTH, HEIGHT)
        whole = whole.absolute_position(left=LEFT, top=TOP)
        photo = Row(whole).size(960, 700).border_radius(40).overflow("hidden")
        badge = Row(text("-25%", 54, "#302204")).size(180, 180).border_radius(90)
        badge = badge.background_color("#ffcd40").justify_content("center").align_items("center")
        price = text(product.price, 52, "white").background_color("#c43e1c")
        was = text(product.was, 40, "#786c64", REGULAR).strikethrough()
        page = Column(
            photo.absolute_position(left=60, top=60),
            badge.absolute_position(left=800, top=94),
            text(product.title, 92, "#221c1a").absolute_position(left=60, top=792),
            price.padding(19).border_radius(19).absolute_position(left=61, top=917),
            was.absolute_position(left=380, top=945),
        ).size(SIDE, SIDE)
        file = io.BytesIO()
        image = Canvas().background_color("#f7f1e8").size(SIDE, SIDE).render(page).to_pillow()
        image.convert("RGB").save(file, "PNG", compress_level=1)
        return file.getvalue()

    yield Peer(draw)


@contextmanager
def satori(folder: Path) -> Iterator[Peer]:
    """A node process that draws an ad for each line it reads."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotHereError("no node and npm on the PATH")
    packages = ["satori", "@resvg/resvg-js"]
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", *packages]
    if subprocess.run(install, cwd=folder, capture_output=True, timeout=300).returncode:
        raise NotHereError(f"npm can't install {' and '.join(packages)}")
    shutil.copy(SATORI, folder)
    command = [node, SATORI.name, str(BOLD), str(REGULAR)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, text=True) as process:
        lines, answers = process.stdin, process.stdout
        assert lines is not None
        assert answers is not None

        def draw(product: Product) -> bytes:
            print(json.dumps(vars(product), default=str), file=lines, flush=True)
            return base64.b64decode(answers.readline())

        node_process = psutil.Process(process.pid)
        yield Peer(draw, lambda: [node_process], here=False)
        lines.close()


BROWSER = "Chromium, headless"
PEERS = {
    "ours": ours,
    BROWSER: chromium,
    "Pillow by hand": pillow,
    "pictex": pictex,
    "satori + resvg": satori,
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds an ad, of the processor, of what steers, and of the clock."""

    cpu: float
    steering: float
    wall: float


def likeness(drawn: dict[str, bytes]) -> dict[str, float]:
    """How far each picture is from Chromium's below the photo: levels of 255, on average."""
    pictures = {
        name: Image.open(io.BytesIO(data)).convert("RGB").crop(WORDS)
        for name, data in drawn.items()
    }
    if (reference := pictures.get(BROWSER)) is None:
        return {}
    return {
        name: sum(ImageStat.Stat(ImageChops.difference(picture, reference)).mean) / 3
        for name, picture in pictures.items()
    }


def seconds_of(processes: list[psutil.Process]) -> float:
    """CPU of processes, and of those of theirs that have ended."""
    total = 0.0
    for process in processes:
        try:
            total += sum(process.cpu_times()[:4])
        except psutil.Error:  # ended meanwhile: its parent has its time
            continue
    return total


def cost(peer: Peer, products: list[Product]) -> Cost:
    """The system counts others' CPU in hundredths of a second: all ads together, as one."""

    def now() -> tuple[float, float, float]:
        here = time.process_time()
        others, steering = seconds_of(peer.processes()), seconds_of(peer.steering())
        clock = time.perf_counter()
        return (others + here, 0.0, clock) if peer.here else (others, steering + here, clock)

    before = now()
    for product in products:
        peer.draw(product)
    cpu, steering, wall = (
        1000 * (after - earlier) / len(products)
        for after, earlier in zip(now(), before, strict=True)
    )
    return Cost(cpu, steering, wall)


def table(
    peers: dict[str, Peer], missing: dict[str, str], shop: Shop, ads: int, rounds: int
) -> str:
    costs: dict[str, list[Cost]] = {name: [] for name in peers}
    for peer in peers.values():
        for number in range(WARM_UP):
            peer.draw(shop.product(number))
    for turn in range(rounds):
        products = [shop.product(WARM_UP + turn * ads + number) for number in range(ads)]
        for name, peer in peers.items():
            costs[name].append(cost(peer, products))
    drawn = {name: peer.draw(shop.product(PLAIN)) for name, peer in peers.items()}
    apart = likeness(drawn)
    head = f"{'the same ad':20}{'CPU ms':>8}{'steering':>10}{'wall ms':>9}{'KiB':>7}{'x ours':>8}"
    lines = [f"{head}{'differs':>9}"]
    for name, found in costs.items():
        cpu, steering, wall = (
            median(getattr(one, of) for one in found) for of in ("cpu", "steering", "wall")
        )
        ratio = median(one.cpu / own.cpu for one, own in zip(found, costs["ours"], strict=True))
        steered = f"{steering:.0f}" if steering >= 0.5 else ""
        differs = f"{apart[name]:.2f}" if name in apart else ""
        bar = f"   wanted >{CHROMIUM_BAR} x" if name == BROWSER else ""
        size = len(drawn[name]) / 1024
        figures = f"{cpu:8.1f}{steered:>10}{wall:9.1f}{size:7.0f}{ratio:8.1f}{differs:>9}"
        lines.append(f"{name:20}{figures}{bar}".rstrip())
    return "\n".join([*lines, *(f"{name:20} not measured: {why}" for name, why in missing.items())])


def side_by_side(peers: dict[str, Peer], product: Product) -> Image.Image:
    """What each makes of one product, at a third of its size, with its name."""
    side, gap, label = SIDE // 3, 16, 34
    font = ImageFont.truetype(REGULAR, 20)
    columns = 3
    rows = -(-len(peers) // columns)
    size = (gap + columns * (side + gap), rows * (side + label + gap))
    sheet = Image.new("RGB", size, "white")
    for at, (name, peer) in enumerate(peers.items()):
        left, top = gap + at % columns * (side + gap), at // columns * (side + label + gap)
        picture = Image.open(io.BytesIO(peer.draw(product))).convert("RGB")
        sheet.paste(picture.resize((side, side), Image.Resampling.LANCZOS), (left, top + label))
        ImageDraw.Draw(sheet).text((left, top + label - 6), name, "black", font, anchor="ls")
    return sheet


def page(found: str) -> str:
    today = datetime.date.today().isoformat()
    measured = f"Measured on {today}: {processor()}."
    picture = f"![The same product by each](images/{SHEET.name})"
    return "\n\n".join(
        [NOTES.read_text().rstrip(), measured, f"```text\n{found}\n```", picture, ""]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--ads", type=int, default=8, help="in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=Path, help="file to lay them side by side in")
    parser.add_argument("--write", action="store_true", help=f"{PAGE.name} and its picture anew")
    arguments = parser.parse_args()
    peers: dict[str, Peer] = {}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as open_peers:
        folder = Path(temporary)
        shop = Shop(folder)
        for name, opened in PEERS.items():
            try:
                peers[name] = open_peers.enter_context(opened(folder))
            except NotHereError as error:
                missing[name] = str(error)
        found = table(peers, missing, shop, arguments.ads, arguments.rounds)
        print(found)
        pictures = side_by_side(peers, shop.product(SHOWN))
    if arguments.pictures:
        pictures.save(arguments.pictures, quality=82)
    if arguments.write:
        pictures.save(SHEET, quality=82)
        PAGE.write_text(page(found))


if __name__ == "__main__":
    main()
