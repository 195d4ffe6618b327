"""The same ad by others: headless Chromium, Pillow by hand, pictex, satori with resvg.

    python bench/peers.py [--runs N]

Each draws the documentation's example with a title that changes, its photo at hand, and gives a
PNG; all are warm. CPU milliseconds of all processes taking part, medians. Who isn't there is
passed over, and it is said why.
"""

from __future__ import annotations

import argparse
import base64
import importlib.util
import io
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psutil
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/example"
DESIGN = json.loads((FOLDER / "ad.json").read_bytes())
PHOTO = FOLDER / "espresso.jpg"
BOLD, REGULAR = (ROOT / f"fonts/roboto/Roboto-{style}.ttf" for style in ("Bold", "Regular"))
SIDE = 1080
WARM_UP = 3
CHROMIUM_BAR = 12  # times our CPU
SATORI = Path(__file__).with_name("satori.mjs")

Draw = Callable[[int], bytes]


class NotHereError(Exception):
    """{name}: {reason}"""


def title(number: int) -> str:
    return f"Espresso No. {number}"


@contextmanager
def ours() -> Iterator[Draw]:
    from renderer import Renderer, encode

    renderer = Renderer(assets=FOLDER)

    def draw(number: int) -> bytes:
        design = json.loads(json.dumps(DESIGN))
        design["pages"][0]["children"][3]["text"] = title(number)
        return encode(renderer.render(design))

    yield draw


def html(number: int) -> str:
    photo = base64.b64encode(PHOTO.read_bytes()).decode()
    box = "position:absolute;line-height:1.2;white-space:pre;"
    return f"""<style>*{{margin:0;font-family:Roboto,sans-serif}}</style>
<body style="width:{SIDE}px;height:{SIDE}px;background:rgb(247,241,232)">
<div style="{box}left:60px;top:60px;width:960px;height:700px;border-radius:40px;
  background:url(data:image/jpeg;base64,{photo}) 40% 60% / 119% auto"></div>
<div style="{box}left:800px;top:94px;width:180px;height:180px;border-radius:50%;
  background:rgb(255,205,64)"></div>
<div style="{box}left:800px;top:152px;width:180px;text-align:center;
  font:bold 54px Roboto">-25%</div>
<div style="{box}left:60px;top:792px;font:bold 92px Roboto">{title(number)}</div>
<div style="{box}left:60px;top:916px;padding:20px;border-radius:20px;color:white;
  background:rgb(196,62,28);font:bold 52px Roboto">44.00 EUR</div>
<div style="{box}left:380px;top:945px;font:40px Roboto;color:rgb(120,108,100);
  text-decoration:line-through">59.00 EUR</div>"""


@contextmanager
def chromium() -> Iterator[Draw]:
    browser_file = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_file is None:
        raise NotHereError("no chromium on the PATH")
    if importlib.util.find_spec("playwright") is None:
        raise NotHereError("needs: pip install playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=browser_file, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIDE, "height": SIDE})

        def draw(number: int) -> bytes:
            page.set_content(html(number), wait_until="load")
            return page.screenshot(type="png")

        yield draw
        browser.close()


@contextmanager
def pillow() -> Iterator[Draw]:
    """As one would write it by hand: smooth shapes drawn at three times their size."""
    fonts = {size: ImageFont.truetype(BOLD, size) for size in (54, 92, 52)}
    old = ImageFont.truetype(REGULAR, 40)

    def shape(size: tuple[int, int], radius: int) -> Image.Image:
        large = Image.new("L", (size[0] * 3, size[1] * 3))
        ImageDraw.Draw(large).rounded_rectangle((0, 0, *large.size), radius * 3, fill=255)
        return large.resize(size, Image.Resampling.LANCZOS)

    def draw(number: int) -> bytes:
        page = Image.new("RGB", (SIDE, SIDE), (247, 241, 232))
        photo = Image.open(PHOTO).convert("RGB")
        box = (48.0, 48.0, 552.0, 384.0)
        page.paste(
            photo.resize((960, 700), Image.Resampling.BICUBIC, box), (60, 60), shape((960, 700), 40)
        )
        page.paste((255, 205, 64), (800, 94), shape((180, 180), 90))
        page.paste((196, 62, 28), (60, 920), shape((270, 100), 20))
        pen = ImageDraw.Draw(page)
        pen.text((890, 184), "-25%", (48, 34, 4), fonts[54], anchor="mm")
        pen.text((60, 850), title(number), (34, 28, 26), fonts[92], anchor="lm")
        pen.text((80, 970), "44.00 EUR", "white", fonts[52], anchor="lm")
        pen.text((380, 970), "59.00 EUR", (120, 108, 100), old, anchor="lm")
        pen.line((380, 970, 380 + int(old.getlength("59.00 EUR")), 970), (120, 108, 100), 3)
        file = io.BytesIO()
        page.save(file, "PNG")
        return file.getvalue()

    yield draw


@contextmanager
def pictex() -> Iterator[Draw]:
    try:
        from pictex import Canvas, Column, Text
        from pictex import Image as Picture
    except Exception as error:  # its drawing library may not find the system's
        raise NotHereError(f"can't be imported ({error})".splitlines()[0]) from None

    def draw(number: int) -> bytes:
        photo = Picture(str(PHOTO)).size(960, 700).border_radius(40)
        column = Column(
            photo,
            Text(title(number)).font_family(str(BOLD)).font_size(92).color("#221c1a"),
            Text("44.00 EUR").font_family(str(BOLD)).font_size(52).color("white")
            .background_color("#c43e1c").padding(20).border_radius(20),
            Text("59.00 EUR").font_family(str(REGULAR)).font_size(40).color("#786c64"),
        )  # fmt: skip
        page = Canvas().size(SIDE, SIDE).background_color("#f7f1e8").padding(60).render(column)
        file = io.BytesIO()
        page.to_pillow().save(file, "PNG", compress_level=1)
        return file.getvalue()

    yield draw


@contextmanager
def satori() -> Iterator[Draw]:
    """A node process that draws an ad for each line it reads."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotHereError("no node and npm on the PATH")
    with tempfile.TemporaryDirectory() as folder:
        packages = ["satori", "@resvg/resvg-js"]
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", *packages]
        if subprocess.run(install, cwd=folder, capture_output=True, timeout=300).returncode:
            raise NotHereError(f"npm can't install {' and '.join(packages)}")
        shutil.copy(SATORI, folder)
        command = [node, SATORI.name, str(PHOTO), str(BOLD), str(REGULAR)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, cwd=folder, stdin=pipe, stdout=pipe, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None

            def draw(number: int) -> bytes:
                print(title(number), file=process.stdin, flush=True)
                return base64.b64decode(process.stdout.readline())

            yield draw
            process.stdin.close()


PEERS = {
    "ours": ours,
    "Chromium, headless": chromium,
    "Pillow by hand": pillow,
    "pictex": pictex,
    "satori + resvg": satori,
}


def spent() -> float:
    """CPU seconds of this process and of those it started."""
    own = psutil.Process()
    total = 0.0
    for process in (own, *own.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.Error:  # ended meanwhile
            continue
        total += times.user + times.system
    return total


def measure(draw: Draw, runs: int) -> tuple[float, float, int]:
    """CPU and wall milliseconds an ad, and the bytes of the last.

    The system counts CPU in hundredths of a second: all runs together, as one.
    """
    walls = []
    for number in range(WARM_UP):
        draw(number)
    before = spent()
    for number in range(runs):
        started = time.perf_counter()
        picture = draw(WARM_UP + number)
        walls.append(1000 * (time.perf_counter() - started))
    cpu = 1000 * (spent() - before) / runs
    assert Image.open(io.BytesIO(picture)).size == (SIDE, SIDE)
    return cpu, median(walls), len(picture)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=30)
    runs = parser.parse_args().runs
    print(f"{'the same ad':24}{'CPU ms':>9}{'wall ms':>9}{'KiB':>8}{'x ours':>9}")
    mine = 0.0
    for name, peer in PEERS.items():
        try:
            with peer() as draw:
                cpu, wall, size = measure(draw, runs)
        except NotHereError as error:
            print(f"{name:24} not measured: {error}")
            continue
        mine = mine or cpu
        bar = f"   wanted >{CHROMIUM_BAR}" if peer is chromium else ""
        print(f"{name:24}{cpu:9.1f}{wall:9.1f}{size / 1024:8.0f}{cpu / mine:9.1f}{bar}", flush=True)


if __name__ == "__main__":
    main()
