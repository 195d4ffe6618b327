"""The plugin tutorial works for a stranger who does what it says, file by file, line by line."""

from __future__ import annotations

import re
from pathlib import Path

from damage import is_damaged
from PIL import Image
from stranger import install, run

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "plugins.md"
PICTURE = DOCS / "images/stock.png"
FENCE = re.compile(r'^```\w+ title="(?P<title>[^"]+)"\n(?P<text>.*?)^```', re.MULTILINE | re.DOTALL)


def test_every_step_of_the_tutorial_works(tmp_path: Path) -> None:
    commands = []
    for step in FENCE.finditer(PAGE.read_text("utf-8")):
        if step["title"] != "Terminal":
            write(tmp_path / step["title"], step["text"])
            continue
        for line in step["text"].splitlines():
            commands.append(line)
            if line == "pip install --editable .":
                install(tmp_path)
                continue
            done = run(line, tmp_path)
            assert (done.returncode, done.stderr) == (0, ""), (line, done.stdout)
            if line == "renderer plugins":
                assert ["stock", "stock"] in [listed.split() for listed in done.stdout.splitlines()]
    assert {command.split()[0] for command in commands} == {"pip", "renderer", "pytest"}
    drawn, shown = (Image.open(path) for path in (tmp_path / "out/sale.png", PICTURE))
    assert not is_damaged(drawn, shown), f"{PICTURE} shows another picture than {drawn.filename}"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
