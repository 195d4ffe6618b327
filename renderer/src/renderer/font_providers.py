"""The built-in font providers: the renderer's folders, then the bundled fonts."""

from __future__ import annotations

import functools
from collections.abc import Callable

from renderer.fonts.bundled import bundled_font_folder
from renderer.fonts.folder import FontFolder
from renderer.fonts.request import FindFont, FontAnswer, FontRequest, FontSettings
from renderer.hookspecs import FontProvider, hookimpl


def open_folders(settings: FontSettings) -> FindFont:
    folders = [FontFolder(path) for path in settings.folders]

    def find(request: FontRequest) -> FontAnswer | None:
        found = (folder.find(request) for folder in folders)
        return next((one for one in found if one is not None), None)

    return find


def open_bundled(settings: FontSettings) -> FindFont:
    return bundled_fonts().find


@functools.cache
def bundled_fonts() -> FontFolder:
    return FontFolder(bundled_font_folder())


@hookimpl
def register_font_providers(register: Callable[[FontProvider], None]) -> None:
    register(FontProvider("folders", open_folders, rank=20))
    register(FontProvider("bundled", open_bundled, rank=90))
