"""Files made to harm: each is drawn or gets its error, in bounded memory, and nobody dies of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from table import BUILDERS

MOST_MEGABYTES = 600
FOLDER = Path(__file__).parent
OUTCOMES = tomllib.loads((FOLDER / "files.toml").read_text("utf-8"))
NAMES = [name for files in BUILDERS.values() for name in files]
EXPECTED = {name: text for outcomes in OUTCOMES.values() for name, text in outcomes.items()}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of every file, all drawn by one process, and its peaks of memory."""
    folder = tmp_path_factory.mktemp("hostile")
    for files in BUILDERS.values():
        for name, build in files.items():
            (folder / name).write_bytes(build())
    written = folder / "report"
    path = os.pathsep.join([str(FOLDER), *filter(None, sys.path)])
    subprocess.run(
        [sys.executable, "-W", "ignore", FOLDER / "go_through.py", folder, written],
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    return dict(json.loads(line) for line in written.read_text().splitlines())


def test_the_table_is_long_enough_and_complete() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 100
    assert set(EXPECTED) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_gets_its_outcome(name: str, report: dict[str, Any]) -> None:
    assert report.get(name, "the process died before or of it") == EXPECTED.get(name)


@pytest.mark.skipif(sys.platform == "win32", reason="needs the limits of POSIX")
@pytest.mark.parametrize("process", ["caller", "apart"])
def test_no_file_takes_more_memory_than_allowed(process: str, report: dict[str, Any]) -> None:
    assert report["peaks"][process] < MOST_MEGABYTES
