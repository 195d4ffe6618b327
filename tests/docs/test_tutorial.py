"""The plugin tutorial works for a stranger who does what it says, file by file, line by line."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

from damage import is_damaged
from PIL import Image
from stranger import install, run

DOCS = Path(__file__).parents[2] / "docs"
PICTURE = DOCS / "images/stock.png"
PROMISES = Path(__file__).parent / "promises.py"

steps = runpy.run_path(str(DOCS / "tutorial.py"))["steps"]


def test_every_step_of_the_tutorial_works(tmp_path: Path) -> None:
    commands = []
    for line in steps(tmp_path):
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
    assert not is_damaged(drawn, shown), f"{PICTURE} shows another picture than the tutorial draws"


def test_the_engine_does_the_rest_for_its_element(tmp_path: Path) -> None:
    list(steps(tmp_path))
    install(tmp_path)
    shutil.copy(PROMISES, tmp_path / "tests/test_promises.py")
    done = run("pytest tests/test_promises.py", tmp_path)
    assert done.returncode == 0, done.stdout
