"""Another developer's plugin: installed from its folder and used from the outside."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

PROGRAMS = {"renderer": ("renderer.cli",), "pytest": ("pytest", "-p", "no:cacheprovider")}


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command line typed in the plugin's folder, where the plugin is installed."""
    program, *arguments = shlex.split(line)
    path = os.pathsep.join([str(folder / "src"), str(folder / "installed")])
    command = [sys.executable, "-m", *PROGRAMS[program], *arguments]
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def install(folder: Path) -> None:
    """What an installer writes about the distribution, without its network and build backend."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    name, version = project["name"].replace("-", "_"), project["version"]
    about = folder / "installed" / f"{name}-{version}.dist-info"
    about.mkdir(parents=True)
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}\n"
    (about / "METADATA").write_text(metadata, "utf-8")
    points = [f"{key} = {value}" for key, value in project["entry-points"]["renderer"].items()]
    (about / "entry_points.txt").write_text("\n".join(["[renderer]", *points, ""]), "utf-8")
