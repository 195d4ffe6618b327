"""The built-in font providers, in the order they are asked."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from renderer.fonts.bundled import bundled_font_folder
from renderer.fonts.folder import FontFolder
from renderer.fonts.request import FindFont, FontAnswer, FontCache, FontRequest, FontSettings
from renderer.hookspecs import FontProvider, hookimpl

if TYPE_CHECKING:
    from renderer.disk_store import DiskStore


def open_folders(settings: FontSettings) -> FindFont:
    folders = [FontFolder(path) for path in settings.folders]

    def find(request: FontRequest) -> FontAnswer | None:
        found = (folder.find(request) for folder in folders)
        return next((one for one in found if one is not None), None)

    return find


def open_bundled(settings: FontSettings) -> FindFont:
    """Weights and styles that no bundled file has are left to the providers that follow."""

    def find(request: FontRequest) -> FontAnswer | None:
        return bundled_fonts().find(request) if bundled_fonts().has_style(request) else None

    return find


def open_bundled_nearest(settings: FontSettings) -> FindFont:
    return bundled_fonts().find


@functools.cache
def bundled_fonts() -> FontFolder:
    return FontFolder(bundled_font_folder())


def open_disk_cache(settings: FontSettings) -> FontCache:
    from renderer.fonts.remote.store import KeptAnswers

    return KeptAnswers(_disk_store(settings))


def open_s3_cache(settings: FontSettings) -> FontCache | None:
    if settings.sources.s3_bucket is None:
        return None
    from renderer.fonts.remote.bucket import BucketStore
    from renderer.fonts.remote.store import KeptAnswers

    store = BucketStore(settings.sources.s3_bucket)
    return KeptAnswers(store, store.close)


def open_google(settings: FontSettings) -> FindFont | None:
    if not settings.sources.google:
        return None
    from renderer.fonts.remote.google import GoogleFonts

    key = settings.sources.google_api_key
    return GoogleFonts(key, settings.limits, _disk_store(settings))


def open_system(settings: FontSettings) -> FindFont | None:
    if not settings.sources.system:
        return None
    from renderer.fonts.system import SystemFonts

    return SystemFonts().find


def _disk_store(settings: FontSettings) -> DiskStore:
    from renderer.disk_store import DiskStore

    given = settings.sources.cache_folder
    return DiskStore(given / "feedloom-fonts" if given else None)


@hookimpl
def register_font_providers(register: Callable[[FontProvider], None]) -> None:
    register(FontProvider("disk-cache", open_disk_cache, rank=0))
    register(FontProvider("s3-cache", open_s3_cache, rank=10))
    register(FontProvider("folders", open_folders, rank=20))
    register(FontProvider("bundled", open_bundled, rank=90))
    register(FontProvider("google", open_google, rank=120, remote=True))
    register(FontProvider("system", open_system, rank=150))
    register(FontProvider("bundled-nearest", open_bundled_nearest, rank=200))
