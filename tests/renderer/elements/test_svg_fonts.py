"""Text in an svg is drawn in fonts that lie as files in a folder of the process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from forked import forked, needs_fork

from renderer import AssetError, Renderer
from renderer.elements.font_files import FontFiles, font_files


def has_ink(words: str) -> bool:
    text = f"<text x='5' y='40' font-size='30'>{words}</text>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='200' height='60'>{text}</svg>"
    source = "data:image/svg+xml," + quote(svg)
    element = {"type": "svg", "src": source, "width": 200, "height": 60}
    design = {"width": 200, "height": 60, "pages": [{"children": [element]}]}
    return Renderer().render(design).getcolors() != [(200 * 60, (255, 255, 255))]


@pytest.fixture
def files() -> Iterator[FontFiles]:
    files = FontFiles()
    yield files
    files.remove()


def test_fonts_that_a_cleaner_took_away_are_written_anew() -> None:
    assert has_ink("before")
    assert font_files._folder is not None
    shutil.rmtree(font_files._folder)
    assert has_ink("after")


def test_a_single_file_that_is_gone_is_written_anew(files: FontFiles) -> None:
    path = Path(files.path(b"font"))
    path.unlink()
    assert files.path(b"font") == str(path)
    assert path.read_bytes() == b"font"


@needs_fork
def test_a_forked_process_that_ends_takes_no_fonts_away(files: FontFiles) -> None:
    path = Path(files.path(b"font"))
    child = Path(forked(lambda: (files.path(b"font"), files.remove())[0]))
    assert child != path
    assert not child.exists()
    assert path.read_bytes() == b"font"


def test_fonts_that_can_t_be_written_are_an_error(
    files: FontFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(AssetError, match=r"fonts as files, which can't be written \(No such file"):
        files.path(b"font")
