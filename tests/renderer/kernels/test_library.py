"""The library that is loaded is the one that is wanted, and made of the source beside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from renderer import kernels
from renderer.kernels import library

FOLDER = Path(kernels.__file__).parent
PRINT = "from renderer import kernels; print(kernels.COMPILED)"
COMPILERS = ("cl", "clang", "gcc") if sys.platform == "win32" else ("cc", "gcc", "clang")


def test_the_kernels_are_compiled_where_there_is_a_compiler_unless_plain_ones_are_wanted() -> None:
    if not any(map(shutil.which, COMPILERS)):
        pytest.skip("needs a C compiler")
    wanted = os.environ.get(library.VARIABLE) != library.PLAIN
    assert wanted == kernels.COMPILED, "build them: pip install --no-deps --editable ./renderer"


def test_plain_ones_can_be_asked_for() -> None:
    env = {**os.environ, "FEEDLOOM_KERNELS": "plain"}
    done = subprocess.run([sys.executable, "-c", PRINT], env=env, capture_output=True, text=True)
    assert done.stdout == "False\n"


def test_a_checkouts_library_is_not_older_than_its_sources() -> None:
    newest = max((source.stat().st_mtime for source in FOLDER.glob("*.[ch]")), default=0.0)
    for built in FOLDER.glob("_pixels.*"):
        assert built.stat().st_mtime >= newest, (
            "build it anew: pip install --no-deps --editable ./renderer"
        )
