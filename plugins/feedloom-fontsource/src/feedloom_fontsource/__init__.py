"""Font provider ``fontsource`` for the Feedloom renderer: the npm packages of Fontsource."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from feedloom_fontsource.package import Package, read_package
from renderer import FontAnswer, FontProvider, FontRequest, FontSettings, hookimpl

renderer_contract = "1.0"
VARIABLE = "FONTSOURCE_PATH"
SCOPES = ("@fontsource-variable", "@fontsource")  # the first has all weights in one file
BEFORE_FOLDERS = 15  # a folder would take one of a family's many files for the whole of it


def open_packages(
    settings: FontSettings,
) -> Callable[[FontRequest], FontAnswer | None] | None:
    """The packages in the renderer's font folders and in those that FONTSOURCE_PATH lists."""
    listed = os.environ.get(VARIABLE, "").split(os.pathsep)
    folders = [*settings.folders, *(Path(folder) for folder in listed if folder)]
    packages: dict[str, Package] = {}
    for package in (one for folder in folders for one in installed(folder)):
        for family in package.families:
            packages.setdefault(family.casefold(), package)

    def find(request: FontRequest) -> FontAnswer | None:
        package = packages.get(request.family.casefold())
        return package.answer(request) if package else None

    return find if packages else None


def installed(folder: Path) -> Iterator[Package]:
    """The packages of a project's folder, or of a node_modules folder itself."""
    for modules in (folder, folder / "node_modules"):
        for scope in SCOPES:
            for path in sorted(modules.glob(f"{scope}/*/metadata.json")):
                if package := read_package(path.parent):
                    yield package


@hookimpl
def register_font_providers(register: Callable[[FontProvider], None]) -> None:
    register(FontProvider("fontsource", open_packages, rank=BEFORE_FOLDERS))
