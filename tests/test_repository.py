"""The repository keeps its promises to itself."""

from __future__ import annotations

import inspect
import re
import subprocess
import tomllib
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

import pipeline
import renderer
from renderer import hookspecs
from renderer.cli.render import render

ROOT = Path(__file__).parents[1]
PROJECTS = sorted([ROOT / "renderer", ROOT / "pipeline", *ROOT.glob("plugins/*/")])
ROOT_NAMES = {
    ".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "bench",
    "constraints.txt", "docs", "fonts", "fuzz", "golden", "lambda", "mkdocs.yml", "noxfile.py",
    "pipeline", "plugins", "pyproject.toml", "renderer", "tests",
}  # fmt: skip
HOOKS = sorted(
    name for name, function in vars(hookspecs).items() if hasattr(function, "renderer_spec")
)


def project(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]  # type: ignore[no-any-return]


def test_the_root_holds_what_it_is_known_for() -> None:
    listed = subprocess.run(
        ["git", "ls-tree", "--name-only", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode == 0:  # a checkout, not an archive of one
        assert set(listed.stdout.split()) <= ROOT_NAMES


@pytest.mark.parametrize("package", [renderer, pipeline])
def test_the_packages_are_installed_and_no_empty_namespaces(package: Any) -> None:
    assert package.__file__ is not None


def test_all_distributions_have_the_version_of_the_renderer() -> None:
    folders = [*PROJECTS, ROOT / "pipeline/shop"]
    versions = {folder.name: project(folder)["version"] for folder in folders}
    assert set(versions.values()) == {renderer.__version__}, versions


def test_the_pipeline_asks_for_the_renderer_of_its_version() -> None:
    wanted = f"feedloom-renderer[locales]=={renderer.__version__}"
    assert wanted in project(ROOT / "pipeline")["dependencies"]


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_every_distribution_says_that_it_is_typed(folder: Path) -> None:
    assert list(folder.glob("src/*/py.typed"))


def test_constraints_name_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines[1:] if not re.fullmatch(r"[a-z0-9-]+==[0-9a-z.]+", line)] == []


def test_there_are_hooks() -> None:
    assert "register_element_types" in HOOKS


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented(hook: str) -> None:
    assert inspect.getdoc(getattr(hookspecs, hook))
    headings = re.findall(r"^## (.*)", (ROOT / "docs/plugins.md").read_text("utf-8"), re.MULTILINE)
    assert any(f"`{hook}`" in heading for heading in headings)


PLUGIN_PICTURES = {
    "looks.png": "feedloom-looks/tests/golden/looks.png",
    "fontsource.png": "feedloom-fontsource/tests/golden/static-subsets.png",
}


@pytest.mark.parametrize("shown", PLUGIN_PICTURES)
def test_the_plugins_page_shows_golden_pictures(shown: str) -> None:
    golden = ROOT / "plugins" / PLUGIN_PICTURES[shown]
    assert (ROOT / "docs/images" / shown).read_bytes() == golden.read_bytes()
    assert f"images/{shown}" in (ROOT / "docs/plugins.md").read_text("utf-8")


@pytest.mark.parametrize("context", [renderer.ElementContext, renderer.PageContext])
def test_all_that_a_plugin_is_given_is_documented(context: type) -> None:
    page = (ROOT / "docs/plugins.md").read_text("utf-8")
    for name in (name for name in dir(context) if not name.startswith("_")):
        assert re.search(rf"`{name}\b", page), name


def test_the_contract_can_be_read_on_a_screen() -> None:
    assert len(inspect.getsource(hookspecs).splitlines()) <= 80


@pytest.mark.parametrize("plugin", sorted(ROOT.glob("plugins/*/")), ids=lambda path: path.name)
def test_a_plugin_uses_public_names_only_and_says_for_which_contract(plugin: Path) -> None:
    sources = [path.read_text("utf-8") for path in plugin.glob("src/*/*.py")]
    assert not [text for text in sources if re.search(r"^\s*(from|import) renderer\.", text, re.M)]
    assert any(f'renderer_contract = "{renderer.PLUGIN_CONTRACT}"' in text for text in sources)


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_tested(hook: str) -> None:
    tests = (ROOT / "tests/renderer").rglob("test_*.py")
    implementation = re.compile(rf"@hookimpl\s+def {hook}\(")
    assert any(implementation.search(path.read_text()) for path in tests)


@pytest.mark.parametrize(
    "name", [name for name in signature(render).parameters if name != "designs"]
)
def test_every_option_of_the_command_is_documented(name: str) -> None:
    option = f"--{name.removeprefix('show_').replace('_', '-')}"
    assert f"`{option}" in (ROOT / "docs/command-line.md").read_text()


@pytest.mark.parametrize("error", [name for name in renderer.__all__ if name.endswith("Error")])
def test_every_error_is_documented(error: str) -> None:
    assert f"`{error}`" in (ROOT / "docs/errors.md").read_text()


@pytest.mark.parametrize("name", renderer.__all__)
def test_every_public_name_is_in_the_reference(name: str) -> None:
    shown = re.findall(r"^::: (\S+)", (ROOT / "docs/reference.md").read_text(), re.MULTILINE)
    home = renderer._HOME_OF[name]
    assert home in shown or f"{home}.{name}" in shown
