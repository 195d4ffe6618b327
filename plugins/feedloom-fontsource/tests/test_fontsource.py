"""A text is drawn with the file of its family that has its characters, in the nearest style."""

from __future__ import annotations

import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from feedloom_fontsource import VARIABLE, open_packages
from renderer import FontAnswer, FontRequest, FontSettings, Rendered, Renderer

PACKAGES = Path(__file__).parent / "packages"


def asked(family: str, *folders: Path, **more: Any) -> FontAnswer | None:
    find = open_packages(FontSettings(folders or (PACKAGES,)))
    return find(FontRequest(family, **more)) if find else None


def file_of(answer: FontAnswer | None) -> str:
    return Path(answer.file.name).name if answer else ""


def drawn(family: str, text: str, *folders: Path) -> Rendered:
    words = {"type": "text", "text": text, "fontFamily": family, "fontSize": 20, "width": 200}
    page = {"width": 200, "height": 30, "pages": [{"children": [words]}]}
    return Renderer(fonts=folders).draw(page)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a node_modules folder of its own to change things in."""
    shutil.copytree(PACKAGES, tmp_path / "node_modules")
    return tmp_path


@pytest.mark.parametrize(
    ("characters", "file"),
    [
        ("", "lobster-latin-400-normal.woff2"),
        ("é", "lobster-latin-400-normal.woff2"),
        ("Łź", "lobster-latin-ext-400-normal.woff2"),
        ("éŁ", ""),
        ("Ж", ""),
        ("東", ""),
    ],
)
def test_the_file_is_that_of_the_characters(characters: str, file: str) -> None:
    """No one file has é and Ł; of Ж and its subset the package's file was taken away."""
    answer = asked("Lobster", characters=characters)
    assert file_of(answer) == file
    assert answer is None or answer.partial


@pytest.mark.parametrize("family", ["Figtree", "figtree", "Figtree Variable"])
def test_a_variable_package_has_all_weights_in_one_file(family: str) -> None:
    answer = asked(family, weight=550)
    assert answer is not None
    assert file_of(answer) == "figtree-latin-wght-normal.woff2"
    assert (answer.axes, answer.synthetic_bold) == ({"wght": 550}, False)


def test_italics_have_a_file_of_their_own_where_there_is_one() -> None:
    answer = asked("Figtree", italic=True)
    assert file_of(answer) == "figtree-latin-wght-italic.woff2"
    assert answer is not None
    assert not answer.synthetic_italic


def test_styles_that_a_package_lacks_are_synthesised() -> None:
    answer = asked("Lobster", weight=700, italic=True)
    assert answer is not None
    assert (answer.synthetic_bold, answer.synthetic_italic) == (True, True)


def test_a_family_that_is_not_installed_is_left_to_others() -> None:
    assert asked("Roboto") is None


def test_without_packages_there_is_nothing_to_ask(tmp_path: Path) -> None:
    assert open_packages(FontSettings((tmp_path,))) is None


def test_packages_are_found_below_a_project(project: Path) -> None:
    assert file_of(asked("Lobster", project)) == "lobster-latin-400-normal.woff2"


def test_packages_are_found_through_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(VARIABLE, os.pathsep.join([str(tmp_path), str(PACKAGES)]))
    assert file_of(asked("Lobster", tmp_path)) == "lobster-latin-400-normal.woff2"


def test_a_text_takes_several_files_of_its_family() -> None:
    """As in the renderer's own folders only the one or the other part would be found."""
    assert drawn("Lobster", "Café, Łódź", PACKAGES).issues == ()
    assert drawn("Lobster", "Café, Łódź").issues != ()


def test_the_older_woff_will_do(project: Path) -> None:
    files = project / "node_modules/@fontsource/lobster/files"
    newer = files / "lobster-latin-400-normal.woff2"
    newer.rename(newer.with_suffix(".woff"))  # read by its content, not by its name
    assert file_of(asked("Lobster", project)) == "lobster-latin-400-normal.woff"


@pytest.mark.parametrize(
    "change",
    [
        {"family": 7},
        {"id": "../../secret"},
        {"subsets": ["latin", "../latin"]},
        {"defSubset": "greek"},
        {"weights": []},
        {"styles": []},
    ],
)
def test_a_package_that_makes_no_sense_is_left_out_with_a_warning(
    project: Path, change: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    path = project / "node_modules/@fontsource/lobster/metadata.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **change}), "utf-8")
    with caplog.at_level(logging.WARNING):
        assert asked("Lobster", project) is None
    assert "lobster is no package of Fontsource" in caplog.text
    assert asked("Figtree", project) is not None


@pytest.mark.parametrize("name", ["metadata.json", "unicode.json"])
def test_a_package_that_cannot_be_read_is_left_out(project: Path, name: str) -> None:
    (project / "node_modules/@fontsource/lobster" / name).write_bytes(b"{")
    assert asked("Lobster", project) is None
