"""Each wheel's kernels are a library of the platform that the wheel's name promises.

Not collected without RELEASE, the folder of the wheels: see ``nox -s release``.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import lief
import pytest

KERNELS = "renderer/kernels"
SOURCES = Path(__file__).parents[2] / "renderer/src" / KERNELS
WHEELS = {path.stem.split("-")[-1]: path for path in Path(os.environ["RELEASE"]).glob("*.whl")}
COMPILED = sorted(WHEELS.keys() - {"any"})
ELF, MACH_O, PE = lief.ELF.ARCH, lief.MachO.Header.CPU_TYPE, lief.PE.Header.MACHINE_TYPES
MACHINES = {
    "manylinux2014_x86_64": ELF.X86_64,
    "manylinux2014_aarch64": ELF.AARCH64,
    "musllinux_1_1_x86_64": ELF.X86_64,
    "musllinux_1_1_aarch64": ELF.AARCH64,
    "macosx_10_13_x86_64": MACH_O.X86_64,
    "macosx_11_0_arm64": MACH_O.ARM64,
    "win_amd64": PE.AMD64,
    "win_arm64": PE.ARM64,
}
OF_THE_SYSTEM = re.compile(
    r"libc\.so(\.6)?|libm\.so\.6|/usr/lib/libSystem\.B\.dylib|KERNEL32\.dll|api-ms-win-crt-.*\.dll"
)
LINKER_ADDS = {"__mh_dylib_header", "___dso_handle"}


def files(platform: str) -> set[str]:
    with ZipFile(WHEELS[platform]) as wheel:
        return {name for name in wheel.namelist() if name.startswith(f"{KERNELS}/")}


@cache  # its parts point into it
def library(platform: str) -> Any:
    (name,) = [name for name in files(platform) if "_pixels" in name]
    with ZipFile(WHEELS[platform]) as wheel:
        return lief.parse(wheel.read(name))


def exported(binary: Any) -> set[str]:
    names = {symbol.name for symbol in binary.exported_functions} - LINKER_ADDS
    underscored = isinstance(binary, lief.MachO.Binary)
    return {name.removeprefix("_") if underscored else name for name in names}


@pytest.mark.parametrize("platform", COMPILED)
def test_the_library_has_the_name_that_the_renderer_loads_there(platform: str) -> None:
    suffix = {"win": "dll", "macosx": "dylib"}.get(platform.partition("_")[0], "so")
    assert {name for name in files(platform) if not name.endswith(".py")} == {
        f"{KERNELS}/_pixels.{suffix}"
    }


@pytest.mark.parametrize("platform", COMPILED)
def test_the_library_is_for_the_processor(platform: str) -> None:
    header = library(platform).header
    machine = next(
        getattr(header, name)
        for name in ("machine_type", "cpu_type", "machine")
        if hasattr(header, name)
    )
    assert machine == MACHINES[platform]


@pytest.mark.parametrize("platform", COMPILED)
def test_the_library_offers_what_its_source_exports_and_no_more(platform: str) -> None:
    code = "".join(source.read_text("utf-8") for source in SOURCES.glob("*.c"))
    wanted = re.findall(r"^EXPORT .*?(\w+)\(", code, re.MULTILINE)
    assert wanted
    assert exported(library(platform)) == set(wanted)


@pytest.mark.parametrize("platform", COMPILED)
def test_the_library_needs_what_every_such_system_has(platform: str) -> None:
    needed = [getattr(one, "name", one) for one in library(platform).libraries]
    own = [name for name in needed if name.endswith("_pixels.dylib")]
    assert [name for name in needed if not OF_THE_SYSTEM.fullmatch(name)] == own


@pytest.mark.parametrize("platform", [name for name in COMPILED if name.startswith("manylinux")])
def test_the_library_runs_with_the_glibc_of_2014(platform: str) -> None:
    required = [
        symbol.name
        for version in library(platform).symbols_version_requirement
        for symbol in version.get_auxiliary_symbols()
    ]
    versions = [tuple(map(int, name.removeprefix("GLIBC_").split("."))) for name in required]
    assert max(versions) <= (2, 17)


@pytest.mark.parametrize("platform", [name for name in COMPILED if name.startswith("macosx")])
def test_the_library_runs_on_the_macos_of_the_tag(platform: str) -> None:
    binary = library(platform)
    oldest = binary.build_version.minos if binary.build_version else binary.version_min.version
    assert platform.startswith("macosx_{}_{}_".format(*oldest))


@pytest.mark.parametrize("platform", sorted(WHEELS.keys() & {"macosx_11_0_arm64"}))
def test_a_mac_with_an_arm_processor_finds_a_signature(platform: str) -> None:
    assert library(platform).has_code_signature


@pytest.mark.parametrize("platform", WHEELS)
def test_a_wheel_has_no_source_of_c(platform: str) -> None:
    with ZipFile(WHEELS[platform]) as wheel:
        assert [name for name in wheel.namelist() if name.endswith((".c", ".h"))] == []


def test_the_pure_wheel_has_no_library() -> None:
    if "any" in WHEELS:
        assert [name for name in files("any") if not name.endswith(".py")] == []
