"""A folder's fonts are known by the families they name."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from block_font import block_font
from fontTools.ttLib import TTFont
from lettering import golden_font

from renderer.errors import FontError
from renderer.fonts.face import open_answer
from renderer.fonts.folder import FontFolder, load_file
from renderer.fonts.request import FontRequest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "regular.ttf").write_bytes(block_font())
    (tmp_path / "bold.ttf").write_bytes(block_font(weight=700, style_name="Bold"))
    return tmp_path


def file_of(folder: Path, request: FontRequest) -> str | None:
    found = FontFolder(folder).find(request)
    return Path(found.file.name).name if found else None


def test_a_family_is_found_by_its_name_not_the_file_name(folder: Path) -> None:
    assert file_of(folder, FontRequest("Block")) == "regular.ttf"


def test_case_does_not_matter(folder: Path) -> None:
    assert file_of(folder, FontRequest("bLOCK")) == "regular.ttf"


def test_the_file_of_the_weight_is_taken(folder: Path) -> None:
    assert file_of(folder, FontRequest("Block", 700)) == "bold.ttf"


def test_another_family_is_not_found(folder: Path) -> None:
    assert file_of(folder, FontRequest("Roboto")) is None


def test_folders_below_are_searched(folder: Path) -> None:
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "deeper" / "x.ttf").write_bytes(block_font("Deep"))
    assert file_of(folder, FontRequest("Deep")) == "x.ttf"


@pytest.mark.parametrize("content", [b"", b"no font at all", block_font()[:300]])
def test_unusable_files_are_passed_over(folder: Path, content: bytes) -> None:
    (folder / "a-broken.ttf").write_bytes(content)
    assert file_of(folder, FontRequest("Block")) == "regular.ttf"


def test_a_file_that_is_no_font_but_for_its_names_is_passed_over(folder: Path) -> None:
    bold = block_font(weight=700, style_name="Bold").replace(b"hmtx", b"----", 1)
    (folder / "bold.ttf").write_bytes(bold)
    assert file_of(folder, FontRequest("Block", 700)) == "regular.ttf"


def test_a_folder_is_known_without_reading_what_its_fonts_draw(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(
        "renderer.fonts.folder.load_file",
        lambda path, modified: loaded.append(path.name) or load_file(path, modified),
    )
    assert file_of(folder, FontRequest("Block", 700)) == "bold.ttf"
    assert loaded == ["bold.ttf"]


def test_files_of_other_kinds_are_not_read(folder: Path) -> None:
    (folder / "other.txt").write_bytes(block_font("Other"))
    assert file_of(folder, FontRequest("Other")) is None


def test_a_folder_that_does_not_exist_has_no_fonts(tmp_path: Path) -> None:
    assert file_of(tmp_path / "nowhere", FontRequest("Block")) is None


def test_a_variable_font_serves_every_weight(tmp_path: Path) -> None:
    (tmp_path / "variable.woff2").write_bytes(golden_font("Figtree-Variable.woff2"))
    found = FontFolder(tmp_path).find(FontRequest("Figtree Light", 650))
    assert found is not None
    assert found.axes == {"wght": 650}


def test_the_legacy_name_of_a_weight_is_a_family_too(tmp_path: Path) -> None:
    font = TTFont(io.BytesIO(block_font("Block Medium", weight=500)))
    font["name"].setName("Block", 16, 3, 1, 0x409)
    font["name"].setName("Medium", 17, 3, 1, 0x409)
    font.save(tmp_path / "medium.ttf")
    assert file_of(tmp_path, FontRequest("Block", 500)) == "medium.ttf"
    assert file_of(tmp_path, FontRequest("Block Medium")) == "medium.ttf"


def test_a_file_is_read_again_only_after_it_changed(folder: Path) -> None:
    path = folder / "regular.ttf"
    before = load_file(path, path.stat().st_mtime_ns)
    assert load_file(path, path.stat().st_mtime_ns) is before
    path.write_bytes(block_font("Changed"))
    os.utime(path, ns=(0, 1))
    assert load_file(path, path.stat().st_mtime_ns).data == block_font("Changed")


def test_a_file_is_loaded_and_parsed_once_for_all_folders_of_a_process(folder: Path) -> None:
    answers = [FontFolder(folder).find(FontRequest("Block")) for _ in range(2)]
    first, second = (open_answer(answer) for answer in answers if answer is not None)
    assert first.font is second.font
    assert first is second


def test_a_file_that_vanishes_is_a_font_error(folder: Path) -> None:
    fonts = FontFolder(folder)
    fonts.find(FontRequest("Block"))
    (folder / "regular.ttf").unlink()
    with pytest.raises(FontError, match=r"regular\.ttf can't be read"):
        fonts.find(FontRequest("Block"))
