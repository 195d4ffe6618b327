"""The other commands, and the command itself."""

from __future__ import annotations

import subprocess
import sys

from typer.testing import CliRunner

import renderer
from renderer.cli import app


def test_version_is_the_packages() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert result.stdout == f"renderer {renderer.__version__}\n"


def test_plugins_lists_what_is_registered_and_by_whom() -> None:
    lines = CliRunner().invoke(app, ["plugins"]).stdout.splitlines()
    assert "element types" in lines
    assert ["text", "renderer.elements.text"] in [line.split() for line in lines]
    assert ["png", "renderer.output"] in [line.split() for line in lines]


def test_help_loads_no_drawing_library() -> None:
    code = "import sys, renderer.cli; print({'PIL', 'freetype', 'uharfbuzz'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
