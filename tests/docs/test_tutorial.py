"""The plugin tutorial works for a stranger who does what it says, file by file, line by line."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/plugins.md"
FENCE = re.compile(r'^```\w+ title="(?P<title>[^"]+)"\n(?P<text>.*?)^```', re.MULTILINE | re.DOTALL)
PROGRAMS = {"renderer": ("renderer.cli",), "pytest": ("pytest", "-p", "no:cacheprovider")}


def test_every_step_of_the_tutorial_works(tmp_path: Path) -> None:
    commands = []
    for step in FENCE.finditer(PAGE.read_text("utf-8")):
        if step["title"] != "Terminal":
            write(tmp_path / step["title"], step["text"])
            continue
        for line in step["text"].splitlines():
            commands.append(line)
            run(line, tmp_path)
    assert {command.split()[0] for command in commands} == {"pip", "renderer", "pytest"}
    assert (tmp_path / "out/sale.png").is_file()


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def run(line: str, folder: Path) -> None:
    if line == "pip install --editable .":
        install(folder)
        return
    program, *arguments = shlex.split(line)
    path = os.pathsep.join([str(folder / "src"), str(folder / "installed")])
    command = [sys.executable, "-m", *PROGRAMS[program], *arguments]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), (line, done.stdout)
    if line == "renderer plugins":
        assert ["stock", "stock"] in [listed.split() for listed in done.stdout.splitlines()]


def install(folder: Path) -> None:
    """What an installer writes about the distribution, without its network and build backend."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"].replace("-", "_"), project["version"]
    about = folder / "installed" / f"{name}-{version}.dist-info"
    write(about / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    points = [f"{key} = {value}" for key, value in project["entry-points"]["renderer"].items()]
    write(about / "entry_points.txt", "\n".join(["[renderer]", *points, ""]))
