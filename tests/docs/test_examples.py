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


def examples(page: Path, language: str) -> Iterator[tuple[int, str]]:
    """The code blocks of a page with the line that each begins at."""
    text = page.read_text("utf-8")
    for match in FENCE.finditer(text):
        if match["language"] == language:
            yield text.count("\n", 0, match.start()) + 2, match["code"]


def having(language: str, word: str = "") -> list[Path]:
    return [page for page in PAGES if any(word in code for _, code in examples(page, language))]


@pytest.fixture(autouse=True)
def folder_of_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the example design, once more in a folder designs/."""
    shutil.copytree(ROOT / "docs/example", tmp_path / "designs")
    shutil.copytree(ROOT / "docs/example", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("page", having("python"), ids=lambda page: page.stem)
def test_python_examples_run(page: Path) -> None:
    namespace: dict[str, object] = {"__name__": "__main__"}
    for line, code in examples(page, "python"):
        exec(compile("\n" * (line - 1) + code, page, "exec"), namespace)


@pytest.mark.parametrize("page", having("bash", "renderer "), ids=lambda page: page.stem)
def test_renderer_commands_run(page: Path) -> None:
    for _, code in examples(page, "bash"):
        for command in filter(lambda line: line.startswith("renderer "), code.splitlines()):
            _, *arguments = shlex.split(command)
            done = subprocess.run(
                [sys.executable, "-m", "renderer.cli", *arguments], capture_output=True, text=True
            )
            assert (done.returncode, done.stderr) == (0, ""), command
