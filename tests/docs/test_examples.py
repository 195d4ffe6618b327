"""The examples of README and documentation work as printed, page by page, from top to bottom."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
FENCE = re.compile(r"^```(?P<language>python|bash)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)


def examples(page: Path, *languages: str) -> Iterator[tuple[int, str, str]]:
    """The code blocks of a page: the line that each begins at, its language, its code."""
    text = page.read_text("utf-8")
    for match in FENCE.finditer(text):
        if match["language"] in languages:
            yield text.count("\n", 0, match.start()) + 2, match["language"], match["code"]


def runs(page: Path) -> bool:
    return any(
        language == "python" or "renderer " in code
        for _, language, code in examples(page, "python", "bash")
    )


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has of a checkout what the pages name."""
    for folder in ("docs/example", "renderer", "pipeline"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("src", "*.ttf")
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", [p for p in PAGES if runs(p)], ids=lambda page: page.stem)
def test_examples_run(page: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the checkout where a page begins there, in the example's folder where it doesn't say."""
    if "cd docs/example" not in page.read_text("utf-8"):
        monkeypatch.chdir(checkout / "docs/example")
    namespace: dict[str, object] = {"__name__": "__main__"}
    for line, language, code in examples(page, "python", "bash"):
        if language == "python":
            exec(compile("\n" * (line - 1) + code, page, "exec"), namespace)
            continue
        for command in code.splitlines():
            program, *arguments = shlex.split(command, comments=True)
            if program == "cd":
                monkeypatch.chdir(*arguments)
            elif program == "renderer":
                run(arguments)
            elif [program, *arguments[:2]] != ["pip", "install", "nox"]:
                assert program == "pip", command
                installs_from_here(arguments[1:])


def run(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "renderer.cli", *arguments], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, ""), arguments


def installs_from_here(arguments: list[str]) -> None:
    """Nothing of ours is on an index: what is installed lies in the folder where one is."""
    for argument in arguments:
        if not argument.startswith("-"):
            assert Path(argument.partition("[")[0], "pyproject.toml").is_file(), argument


NAMED = re.compile(r"pip install [^`\n]*feedloom-")


@pytest.mark.parametrize("page", [*PAGES, ROOT / "pipeline/README.md"], ids=lambda page: page.stem)
def test_no_page_installs_our_distributions_from_an_index(page: Path) -> None:
    assert not NAMED.findall(page.read_text("utf-8"))
