"""What the distribution carries beside its sources: the bundled fonts and the compiled kernels.

The C files are compiled by ``CC``, else by a compiler on the PATH, else by ziglang where the
environment of the build has it. Without one the wheel is pure, and Pillow does the kernels' work.

Read from the environment:

- ``FEEDLOOM_KERNELS=plain`` compiles nothing.
- ``FEEDLOOM_PLATFORM`` is the platform tag of the wheel to build, on whatever machine: one of the
  targets in pyproject.toml, which ziglang compiles for, or ``any`` for the pure wheel. An editable
  install is for this machine and doesn't ask.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags

KERNELS = "renderer/kernels"
SOURCES = "*.[ch]"
LIBRARIES = {"macosx": "_pixels.dylib", "win": "_pixels.dll", "": "_pixels.so"}
"""The names that the renderer loads, by how a platform's tag begins."""
ANY = "any"
NO_COMPILER = (
    "The kernels are not compiled: {reason}. Pictures are the same, but take longer to draw. "
    "With a C compiler (cc, gcc, clang, Visual Studio's cl), or with FEEDLOOM_PLATFORM={tag}, "
    "for which pip fetches one, install again; FEEDLOOM_KERNELS=plain builds so without a word."
)


class Compiler(NamedTuple):
    command: tuple[str, ...]
    platform: str
    """The tag of the wheels that hold what it makes."""

    @property
    def library(self) -> str:
        return next(LIBRARIES[start] for start in LIBRARIES if self.platform.startswith(start))

    def compile(self, sources: Sequence[Path]) -> bytes:
        """The library, the same one each time; CompilerFailed without."""
        with tempfile.TemporaryDirectory() as folder:
            for source in sources:
                shutil.copy(source, folder)
            try:
                subprocess.run(
                    [*self.command, *self._arguments(sources)],
                    cwd=folder,  # so that no path gets into the library
                    check=True,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                )
                return (Path(folder) / self.library).read_bytes()
            except (OSError, subprocess.CalledProcessError) as error:
                raise CompilerFailed(self, error) from error

    def _arguments(self, sources: Sequence[Path]) -> list[str]:
        files = sorted(source.name for source in sources if source.suffix == ".c")
        if Path(self.command[0]).stem.lower() == "cl":
            link = ["/link", "/Brepro", f"/out:{self.library}"]
            return ["/nologo", "/std:c11", "/O2", "/LD", *files, *link]
        # Neither products fused with sums nor the newest instructions: equal bytes everywhere.
        how = ["-std=c11", "-O3", "-ffp-contract=off", "-fvisibility=hidden", "-shared"]
        if self.library == LIBRARIES["macosx"]:
            return [*how, f"-Wl,-install_name,@rpath/{self.library}", *files, "-o", self.library]
        if self.library == LIBRARIES["win"]:
            return [*how, "-s", *files, "-o", self.library]
        return [*how, "-s", "-fPIC", *files, "-o", self.library, "-lm"]


class CompilerFailed(Exception):
    def __init__(self, compiler: Compiler, cause: OSError | subprocess.CalledProcessError) -> None:
        said = getattr(cause, "stdout", None) or str(cause).encode()
        super().__init__(f"{shlex.join(compiler.command)}: {said.decode(errors='replace').strip()}")


def zig(platform_tag: str, target: str) -> Compiler:
    return Compiler((sys.executable, "-m", "ziglang", "cc", "-target", target), platform_tag)


def compilers(targets: Mapping[str, str]) -> Iterator[Compiler]:
    """Those of this machine, in the order in which they are tried."""
    native = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    options: tuple[str, ...] = ()
    if sys.platform == "darwin":  # Python's own tag may promise both processors
        machine = platform.machine()
        native = f"macosx_11_0_{machine}"
        options = ("-arch", machine, "-mmacosx-version-min=11.0")
    if chosen := os.environ.get("CC"):
        command = shlex.split(chosen, posix=os.name == "posix")
        yield Compiler((*command, *options), native)
        return
    for name in ("cl", "clang", "gcc") if os.name == "nt" else ("cc", "gcc", "clang"):
        if found := shutil.which(name):
            yield Compiler((found, *options), native)
    if find_spec("ziglang"):
        yield from (zig(tag, targets[tag]) for tag in platform_tags() if tag in targets)


class Distribution(BuildHookInterface):
    _folder: tempfile.TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        cross = self.target_name == "wheel" and self._platform() in self._targets
        return ["ziglang>=0.15"] if cross else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # finds everything in the checkout
            self._compile_in_the_checkout()
            return
        root = Path(self.root)
        fonts = next(
            folder for folder in (root / "fonts", root.parent / "fonts") if folder.is_dir()
        )
        inside = "fonts" if self.target_name == "sdist" else "renderer/bundled_fonts"
        build_data["force_include"][str(fonts)] = inside
        if self.target_name == "wheel":
            self._carry_kernels(build_data)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self._folder:
            self._folder.cleanup()

    @property
    def _kernels(self) -> Path:
        return Path(self.root) / "src" / KERNELS

    @property
    def _sources(self) -> list[Path]:
        return sorted(self._kernels.glob(SOURCES))

    @property
    def _targets(self) -> dict[str, str]:
        return dict(self.config["targets"])

    def _platform(self) -> str | None:
        """The tag that the environment asks for; None for this machine's."""
        asked = ANY if plain() else os.environ.get("FEEDLOOM_PLATFORM") or None
        known = (ANY, *self._targets)
        if asked not in (None, *known):
            raise ValueError(
                f"FEEDLOOM_PLATFORM is {asked!r}; one of {', '.join(known)} is expected"
            )
        return asked

    def _carry_kernels(self, build_data: dict[str, Any]) -> None:
        made = self._compiled(self._platform())
        if made is None:
            return
        compiler, library = made
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / compiler.library
        file.write_bytes(library)
        build_data["force_include"][str(file)] = f"{KERNELS}/{compiler.library}"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{compiler.platform}"

    def _compile_in_the_checkout(self) -> None:
        """Beside its source, whole at any time: processes load it, other builds write it."""
        made = self._compiled(ANY if plain() else None)
        if made is None:
            for name in LIBRARIES.values():
                self._kernels.joinpath(name).unlink(missing_ok=True)
            return
        compiler, library = made
        file = self._kernels.joinpath(compiler.library)
        if file.is_file() and file.read_bytes() == library:
            file.touch()  # Windows replaces no library that is loaded
            return
        unfinished = file.with_name(f"{os.getpid()}{file.name}")
        unfinished.write_bytes(library)
        unfinished.replace(file)

    def _compiled(self, platform_tag: str | None) -> tuple[Compiler, bytes] | None:
        """The library for a platform, else for this machine by the first compiler that can."""
        if platform_tag == ANY:
            return None
        if platform_tag:
            compiler = zig(platform_tag, self._targets[platform_tag])
            return compiler, compiler.compile(self._sources)
        reasons = []
        for compiler in compilers(self._targets):
            try:
                return compiler, compiler.compile(self._sources)
            except CompilerFailed as failed:
                reasons.append(str(failed))
        reason = "; ".join(reasons) or "no C compiler was found"
        tag = next((tag for tag in platform_tags() if tag in self._targets), "a wheel's tag")
        self.app.display_warning(NO_COMPILER.format(reason=reason, tag=tag))
        return None


def plain() -> bool:
    return os.environ.get("FEEDLOOM_KERNELS") == "plain"
