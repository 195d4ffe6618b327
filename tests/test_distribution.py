"""What is built of the renderer: the kernels are in it, and nothing fails without a compiler."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest

from renderer.kernels.library import INTERFACE

RENDERER = Path(__file__).parents[1] / "renderer"
INSIDE = "renderer/kernels"
LIBRARY = "_pixels" + {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
COMPILERS = ("cl", "clang", "gcc") if sys.platform == "win32" else ("cc", "gcc", "clang")
CHOICES = ("CC", "FEEDLOOM_KERNELS", "FEEDLOOM_PLATFORM")
WITHOUT_ZIG = """
import sys
sys.modules["ziglang"] = None
from hatchling.cli import hatchling
sys.exit(hatchling())
"""

pytestmark = pytest.mark.skipif(not any(map(shutil.which, COMPILERS)), reason="needs a C compiler")


def said_of_building(
    into: Path, target: str = "wheel", project: Path = RENDERER, **choices: str
) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ZIG, "build", "-t", target, "-d", str(into)],
        cwd=project,
        env={name: value for name, value in os.environ.items() if name not in CHOICES} | choices,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


def only(into: Path) -> Path:
    (built,) = into.iterdir()
    return built


def kernels_of(wheel: Path) -> dict[str, bytes]:
    """All that isn't Python in the kernels' folder."""
    with ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith(f"{INSIDE}/")]
        return {name: archive.read(name) for name in names if not name.endswith(".py")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """That of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    said_of_building(folder)
    return only(folder)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    said_of_building(folder, "sdist")
    with tarfile.open(only(folder)) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    return only(folder / "unpacked")


def test_a_wheel_is_for_this_platform_and_any_python(wheel: Path) -> None:
    _, _, python, abi, platform = wheel.stem.split("-")
    assert (python, abi) == ("py3", "none")
    machine = sysconfig.get_platform().split("-")[-1]
    assert platform.endswith(machine) or sys.platform == "darwin"


def test_a_wheel_has_the_library_and_not_its_source(wheel: Path, tmp_path: Path) -> None:
    kernels = kernels_of(wheel)
    assert kernels.keys() == {f"{INSIDE}/{LIBRARY}"}
    library = tmp_path / LIBRARY
    library.write_bytes(kernels[f"{INSIDE}/{LIBRARY}"])
    assert ctypes.CDLL(str(library)).kernels_interface() == INTERFACE


def test_an_sdist_has_the_source_and_no_library(sources: Path) -> None:
    assert (sources / "src" / INSIDE / "pixels.c").is_file()
    assert list(sources.rglob("_pixels.*")) == []


def test_the_wheel_of_an_sdist_is_that_of_the_checkout(
    wheel: Path, sources: Path, tmp_path: Path
) -> None:
    said_of_building(tmp_path, project=sources)
    assert kernels_of(only(tmp_path)) == kernels_of(wheel) != {}
    with ZipFile(wheel) as one, ZipFile(only(tmp_path)) as other:
        assert set(other.namelist()) == set(one.namelist())


def test_without_a_compiler_the_wheel_is_pure_and_says_what_to_install(tmp_path: Path) -> None:
    said = said_of_building(tmp_path, PATH=os.devnull)
    assert only(tmp_path).name.endswith("-py3-none-any.whl")
    assert kernels_of(only(tmp_path)) == {}
    assert "no C compiler was found" in said
    assert "With a C compiler" in said
    assert "FEEDLOOM_PLATFORM=" in said


def test_a_compiler_that_fails_is_named(tmp_path: Path) -> None:
    said = said_of_building(tmp_path, CC=f"'{sys.executable}' -c exit('no-headers')")
    assert only(tmp_path).name.endswith("-py3-none-any.whl")
    assert "no-headers" in said


def test_a_plain_wheel_can_be_asked_for(tmp_path: Path) -> None:
    said = said_of_building(tmp_path, FEEDLOOM_KERNELS="plain")
    assert only(tmp_path).name.endswith("-py3-none-any.whl")
    assert "compiler" not in said


def test_a_platform_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    said = said_of_building(tmp_path, FEEDLOOM_PLATFORM="amiga")
    assert "FEEDLOOM_PLATFORM is 'amiga'; one of any, manylinux2014_x86_64" in said
    assert list(tmp_path.iterdir()) == []


def test_another_platforms_wheel_asks_for_the_compiler_that_makes_it() -> None:
    program = "from hatchling.build import *; print(get_requires_for_build_wheel())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=RENDERER,
        env={**os.environ, "FEEDLOOM_KERNELS": "", "FEEDLOOM_PLATFORM": "win_arm64"},
        capture_output=True,
        text=True,
    )
    assert "ziglang" in done.stdout


def test_an_editable_install_compiles_beside_the_source(sources: Path, tmp_path: Path) -> None:
    checkout = shutil.copytree(sources, tmp_path / "checkout")
    said_of_building(tmp_path / "built", "wheel:editable", checkout)
    assert (checkout / "src" / INSIDE / LIBRARY).is_file()
    assert kernels_of(only(tmp_path / "built")) == {}
    said_of_building(tmp_path / "built", "wheel:editable", checkout, FEEDLOOM_KERNELS="plain")
    assert list(checkout.rglob("*_pixels.*")) == []


def test_two_editable_installs_at_once_leave_one_whole_library(
    sources: Path, tmp_path: Path
) -> None:
    checkout = shutil.copytree(sources, tmp_path / "checkout")
    with ThreadPoolExecutor(2) as both:
        for number in range(2):
            both.submit(said_of_building, tmp_path / str(number), "wheel:editable", checkout)
    (library,) = checkout.rglob("*_pixels.*")
    assert ctypes.CDLL(str(library)).kernels_interface() == INTERFACE
