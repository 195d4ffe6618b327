"""Installed fonts are found by the families they name, and by the characters they have."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from block_font import block_font
from fontTools.ttLib import TTCollection, TTFont

from renderer import FontSources, Renderer
from renderer.fonts import system
from renderer.fonts.request import FontRequest
from renderer.fonts.system import SystemFonts, font_folders

FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A machine's fonts: a family in two weights, a collection, a broken file."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "regular.ttf").write_bytes(block_font("Desk"))
    (fonts / "bold.ttf").write_bytes(block_font("Desk", weight=700, style_name="Bold"))
    (fonts / "broken.ttf").write_bytes(block_font("Desk", weight=300)[:200])
    for name, letters in (("one", "A"), ("two", "\u6f22")):
        (tmp_path / f"{name}.ttf").write_bytes(block_font(f"Collected {name}", letters))
    collection = TTCollection()
    collection.fonts = [TTFont(tmp_path / f"{name}.ttf") for name in ("one", "two")]
    collection.save(fonts / "both.ttc")
    return fonts


def of_folders(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SystemFonts:
    monkeypatch.setattr(system, "font_folders", lambda platform, environ: [folder])
    return SystemFonts(fontconfig=False)


def of_fontconfig(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SystemFonts:
    if not system.has_fontconfig():
        pytest.skip("needs fontconfig's commands")
    configuration = folder.parent / "fonts.conf"
    configuration.write_text(FONTCONFIG.format(fonts=folder, cache=folder.parent / "cache"))
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))
    return SystemFonts(fontconfig=True)


@pytest.fixture(params=[of_folders, of_fontconfig], ids=["folders", "fontconfig"])
def fonts(
    request: pytest.FixtureRequest, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> SystemFonts:
    found: SystemFonts = request.param(folder, monkeypatch)
    return found


def file_of(fonts: SystemFonts, request: FontRequest) -> tuple[str, int] | None:
    found = fonts.find(request)
    return found and (Path(found.file.name).name, found.index)


def test_a_family_is_found_by_name_in_any_case(fonts: SystemFonts) -> None:
    assert file_of(fonts, FontRequest("desk")) == ("regular.ttf", 0)


def test_the_file_of_the_weight_is_taken(fonts: SystemFonts) -> None:
    assert file_of(fonts, FontRequest("Desk", 700)) == ("bold.ttf", 0)


def test_a_face_of_a_collection_is_found(fonts: SystemFonts) -> None:
    assert file_of(fonts, FontRequest("Collected two")) == ("both.ttc", 1)


def test_an_unknown_family_is_not_found(fonts: SystemFonts) -> None:
    assert file_of(fonts, FontRequest("Nowhere Grotesk")) is None


def test_any_font_that_has_the_characters_is_found(
    fonts: SystemFonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(system.MANY_SCRIPTS, sys.platform, ("Desk", "Collected two"))
    assert file_of(fonts, FontRequest("", characters="\u6f22")) == ("both.ttc", 1)


def test_characters_that_no_font_has_find_none(fonts: SystemFonts) -> None:
    assert file_of(fonts, FontRequest("", characters="\u0905")) is None


@pytest.mark.parametrize("failure", [OSError(), subprocess.TimeoutExpired("fc-list", 20)])
def test_a_fontconfig_that_fails_has_no_fonts(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*arguments: object, **keywords: object) -> object:
        raise failure

    monkeypatch.setattr(system.subprocess, "run", fail)
    assert SystemFonts(fontconfig=True).find(FontRequest("Desk")) is None


def test_each_system_keeps_its_fonts_in_its_own_folders() -> None:
    def folders(platform: str, **environ: str) -> Iterable[str]:
        return [path.as_posix() for path in font_folders(platform, environ)]

    assert "/home/ann/.local/share/fonts" in folders("linux", HOME="/home/ann")
    assert "/Users/ann/Library/Fonts" in folders("darwin", HOME="/Users/ann")
    local = "C:/Users/ann/AppData/Local"
    found = folders("win32", WINDIR="C:/Windows", LOCALAPPDATA=local)
    assert set(found) == {"C:/Windows/Fonts", f"{local}/Microsoft/Windows/Fonts"}


def test_they_are_used_when_asked_for_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "font_folders", lambda platform, environ: [folder])
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    text = {"type": "text", "text": "Sale", "fontFamily": "Desk"}
    design = {"width": 50, "height": 20, "pages": [{"children": [text]}]}
    for on, provider in ((False, None), (True, "system")):
        (use,) = Renderer(font_sources=FontSources(system=on)).font_uses(design).uses
        assert use.provider == provider


def test_the_folders_of_this_machine_can_be_listed() -> None:
    assert isinstance(system._of_known_folders(), dict)
    assert font_folders(sys.platform, os.environ)
