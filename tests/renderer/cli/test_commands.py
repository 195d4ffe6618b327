"""The other commands, and the command itself."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

import renderer
from renderer.cli import app


@pytest.mark.parametrize(("compiled", "kernels"), [(True, "compiled"), (False, "plain")])
def test_version_is_the_packages_and_tells_the_kernels(
    compiled: bool, kernels: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("renderer.kernels.COMPILED", compiled)
    result = CliRunner().invoke(app, ["--version"])
    assert result.stdout == f"renderer {renderer.__version__} ({kernels} kernels)\n"


def test_plugins_lists_what_is_registered_and_by_whom() -> None:
    lines = CliRunner().invoke(app, ["plugins"]).stdout.splitlines()
    assert "element types" in lines
    assert ["text", "renderer.elements.text"] in [line.split() for line in lines]
    assert ["png", "renderer.output"] in [line.split() for line in lines]


def test_help_loads_no_drawing_library() -> None:
    code = "import sys, renderer.cli; print({'PIL', 'freetype', 'uharfbuzz'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
