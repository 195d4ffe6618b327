"""A new plugin works as it is written: installed, listed, its tests green."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from stranger import install, run
from typer.testing import CliRunner

from renderer.cli import app
from renderer.cli.new_plugin import Kind

LISTED = {
    Kind.ELEMENT: "element types",
    Kind.FILTER: "filters",
    Kind.FONT_PROVIDER: "font providers",
    Kind.OUTPUT: "output formats",
}


def written(name: str, kind: str, into: Path) -> Path:
    arguments = ["new-plugin", name, "--kind", kind, "--into", str(into)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return into / name


@pytest.mark.parametrize("kind", Kind)
def test_a_new_plugin_is_listed_and_its_tests_pass(kind: Kind, tmp_path: Path) -> None:
    folder = written("renderer-price-tag", kind, tmp_path)
    install(folder)
    listed = run("renderer plugins", folder)
    assert (listed.returncode, listed.stderr) == (0, "")
    section = next(one for one in listed.stdout.split("\n\n") if one.startswith(LISTED[kind]))
    assert ["price-tag", "price-tag"] in [line.split() for line in section.splitlines()]
    tested = run("pytest", folder)
    assert tested.returncode == 0, tested.stdout
    assert "passed" in tested.stdout
    assert "skipped" not in tested.stdout


@pytest.mark.parametrize("name", ["renderer-none", "renderer-image", "renderer-filter-settings"])
def test_names_that_python_knows_do_not_get_in_the_way(name: str, tmp_path: Path) -> None:
    folder = written(name, "filter", tmp_path)
    install(folder)
    assert run("renderer plugins", folder).returncode == 0


def test_its_golden_pictures_see_what_changes(tmp_path: Path) -> None:
    folder = written("ribbon", "element", tmp_path)
    install(folder)
    source = folder / "src/ribbon/__init__.py"
    source.write_text(source.read_text("utf-8").replace('"white"', '"gold"'), "utf-8")
    tested = run("pytest", folder)
    assert tested.returncode == 1
    assert "test_is_drawn_as_the_golden_picture[plain]" in tested.stdout


@pytest.mark.parametrize("kind", Kind)
def test_no_word_of_the_templates_is_left_over(kind: Kind, tmp_path: Path) -> None:
    folder = written("x", kind, tmp_path)
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".png"]
    assert {"README.md", "pyproject.toml", "py.typed"} <= {path.name for path in files}
    for path in files:
        assert "$" not in path.read_text("utf-8")
        assert "MODULE" not in str(path.relative_to(folder))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Ribbon", "lower-case letters, digits and hyphens are expected"),
        ("../ribbon", "lower-case letters, digits and hyphens are expected"),
        ("ribbon-", "lower-case letters, digits and hyphens are expected"),
        ("renderer-1st", "lower-case letters, digits and hyphens are expected"),
        ("renderer-image", "but 'image' is taken (renderer plugins says by whom)"),
        ("class", "which Python has another meaning for; renderer-class is free"),
        ("renderer", "which Python has another meaning for"),
        ("json", "which Python has another meaning for"),
    ],
)
def test_a_name_that_cannot_be_is_explained(name: str, problem: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["new-plugin", name, "--into", str(tmp_path)])
    assert (result.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert problem in result.stderr


def test_nothing_is_written_over_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "ribbon").mkdir()
    result = CliRunner().invoke(app, ["new-plugin", "ribbon", "--into", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path / 'ribbon'} is there already\n"
    assert list((tmp_path / "ribbon").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    arguments = ["new-plugin", "ribbon", "--into", str(tmp_path / "file")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert "ribbon can't be written (" in result.stderr


def test_the_installed_package_has_the_templates() -> None:
    code = "from renderer.cli.skeleton import written; print(len(list(written('x', 'output'))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "5\n", done.stderr
