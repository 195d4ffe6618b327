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


@pytest.mark.parametrize("interface", [library.INTERFACE, library.INTERFACE - 1])
def test_a_library_of_another_time_is_not_used(
    interface: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One with another number, or without one of the functions."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform in library.SUFFIXES:
        pytest.skip("needs a C compiler of Unix")
    source = tmp_path / "old.c"
    source.write_text(f"int kernels_interface(void) {{ return {interface}; }}")
    old = str(tmp_path / "_pixels.so")
    subprocess.run([compiler, "-shared", "-fPIC", str(source), "-o", old], check=True)
    monkeypatch.delenv(library.VARIABLE, raising=False)
    monkeypatch.setattr(library, "__file__", str(tmp_path / "library.py"))
    assert library.find() is None
    assert "out of date" in caplog.text
