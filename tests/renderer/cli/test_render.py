"""``renderer render`` as its user meets it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from renderer.cli import app

BLUE_SQUARE = {
    "width": 40,
    "height": 30,
    "schemaVersion": 4,
    "pages": [
        {"children": [{"type": "figure", "width": 20, "height": 20, "fill": "blue"}]},
        {"background": "red"},
    ],
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def write(path: Path, design: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(design if isinstance(design, str) else json.dumps(design))
    return path


@pytest.fixture
def design(tmp_path: Path) -> Path:
    return write(tmp_path / "ad.json", BLUE_SQUARE)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_file_is_drawn_under_its_name(design: Path, out: Path) -> None:
    assert run("render", design, "-o", out).exit_code == 0
    assert Image.open(out / "ad.png").getpixel((5, 5)) == (0, 0, 255)


def test_a_file_may_begin_with_a_byte_order_mark(design: Path, out: Path) -> None:
    design.write_bytes(b"\xef\xbb\xbf" + design.read_bytes())
    assert run("render", design, "-o", out).exit_code == 0


def test_a_folder_keeps_its_paths(tmp_path: Path, out: Path) -> None:
    for name in ("a.json", "square/b.json", "square/wide/c.json"):
        write(tmp_path / "designs" / name, BLUE_SQUARE)
    assert run("render", tmp_path / "designs", "-o", out).exit_code == 0
    pictures = sorted(path.relative_to(out).as_posix() for path in out.rglob("*.png"))
    assert pictures == ["a.png", "square/b.png", "square/wide/c.png"]


def test_out_may_be_the_picture(design: Path, tmp_path: Path) -> None:
    assert run("render", design, "-o", tmp_path / "new" / "blue.webp").exit_code == 0
    assert Image.open(tmp_path / "new" / "blue.webp").format == "WEBP"


def test_bad_designs_are_a_line_each_and_harm_no_other(tmp_path: Path, out: Path) -> None:
    write(tmp_path / "designs/1.json", '{"width": 40,')
    write(tmp_path / "designs/2.json", {**BLUE_SQUARE, "width": "wide"})
    write(tmp_path / "designs/3.json", BLUE_SQUARE)
    result = run("render", tmp_path / "designs", tmp_path / "none.json", "-o", out)
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        str(tmp_path / "designs/1.json"),
        str(tmp_path / "designs/2.json"),
        str(tmp_path / "none.json"),
    ]
    assert "is not JSON" in lines[0]
    assert "design.width is 'wide'" in lines[1]
    assert "can't be read (No such file or directory)" in lines[2]
    assert [path.name for path in out.iterdir()] == ["3.png"]
    assert "1 of 4 designs drawn" in result.stdout


def test_an_internal_error_is_a_line_and_harms_no_other(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from renderer.engine import Renderer

    draw = Renderer.draw

    def draw_or_break(self: Renderer, source: bytes, *args: Any) -> Any:
        if b"broken" in source:
            raise ZeroDivisionError("division by zero")
        return draw(self, source, *args)

    monkeypatch.setattr(Renderer, "draw", draw_or_break)
    write(tmp_path / "designs/1.json", {**BLUE_SQUARE, "name": "broken"})
    write(tmp_path / "designs/2.json", BLUE_SQUARE)
    result = run("render", tmp_path / "designs", "-o", out)
    assert result.exit_code == 1
    assert "internal error, ZeroDivisionError: division by zero" in result.stderr
    assert (out / "2.png").exists()


def test_what_is_drawn_otherwise_is_a_note(tmp_path: Path, out: Path) -> None:
    text = {"type": "text", "text": "x", "width": 20, "fontFamily": "No Such Family"}
    page = {"children": [text]}
    path = write(tmp_path / "ad.json", {**BLUE_SQUARE, "pages": [page]})
    result = run("render", path, "-o", out)
    assert result.exit_code == 0
    assert result.stderr.startswith(f"note: {path}: pages[0].children[0]: ")
    assert "No Such Family" in result.stderr


def test_page_and_scale_are_the_renderers(design: Path, out: Path) -> None:
    assert run("render", design, "-o", out, "--page", 1, "--scale", 2).exit_code == 0
    picture = Image.open(out / "ad.png")
    assert (picture.size, picture.getpixel((0, 0))) == ((80, 60), (255, 0, 0))


def test_a_page_that_is_not_there_is_named(design: Path, out: Path) -> None:
    result = run("render", design, "-o", out, "--page", 2)
    assert result.exit_code == 1
    assert "page is 2; 0 to 1 is expected" in result.stderr


@pytest.mark.parametrize(
    ("format", "name"), [("jpeg", "ad.jpg"), ("webp", "ad.webp"), ("avif", "ad.avif")]
)
def test_format_chooses_the_suffix(design: Path, out: Path, format: str, name: str) -> None:
    assert run("render", design, "-o", out, "--format", format).exit_code == 0
    assert Image.open(out / name).format == format.upper()


def test_an_unknown_format_names_the_known_ones(design: Path, out: Path) -> None:
    result = run("render", design, "-o", out, "--format", "gif")
    assert result.exit_code == 1
    assert "format is 'gif'; one of avif, jpeg, pdf, png, webp is expected" in result.stderr


def test_quality_makes_the_file_smaller(design: Path, tmp_path: Path) -> None:
    small, large = tmp_path / "small.jpg", tmp_path / "large.jpg"
    assert run("render", design, "-o", small, "--quality", 10).exit_code == 0
    assert run("render", design, "-o", large, "--quality", 100).exit_code == 0
    assert small.stat().st_size < large.stat().st_size


def test_a_quality_that_the_format_has_not_is_said(design: Path, out: Path) -> None:
    result = run("render", design, "-o", out, "--quality", 80)
    assert result.exit_code == 1
    assert "png has no option 'quality'; one of dpi, optimize is expected" in result.stderr


def test_a_missing_picture_may_be_a_note(tmp_path: Path, out: Path) -> None:
    page = {"children": [{"type": "image", "src": "none.png", "width": 20, "height": 20}]}
    path = write(tmp_path / "ad.json", {**BLUE_SQUARE, "pages": [page]})
    assert run("render", path, "-o", out, "--assets", tmp_path).exit_code == 1
    result = run("render", path, "-o", out, "--assets", tmp_path, "--missing", "skip")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"note: {path}: pages[0].children[0]: none.png ")


def test_relative_urls_are_refused_without_assets(tmp_path: Path, out: Path) -> None:
    page = {"children": [{"type": "image", "src": "photo.png", "width": 20, "height": 20}]}
    path = write(tmp_path / "ad.json", {**BLUE_SQUARE, "pages": [page]})
    Image.new("RGB", (20, 20), "lime").save(tmp_path / "photo.png")
    assert run("render", path, "-o", out).exit_code == 1
    assert run("render", path, "-o", out, "--assets", tmp_path).exit_code == 0
    assert Image.open(out / "ad.png").getpixel((5, 5)) == (0, 255, 0)


def test_two_designs_never_share_a_picture(tmp_path: Path, out: Path) -> None:
    first = write(tmp_path / "a" / "ad.json", BLUE_SQUARE)
    second = write(tmp_path / "b" / "ad.json", BLUE_SQUARE)
    result = run("render", first, second, "-o", out)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{second}: would overwrite {out / 'ad.png'}")


def test_a_folder_without_designs_is_said(tmp_path: Path, out: Path) -> None:
    result = run("render", tmp_path, "-o", out)
    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path}: has no designs (*.json) in it\n"


def test_a_picture_that_cannot_be_written_is_said(design: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("render", design, "-o", tmp_path / "file")
    assert result.exit_code == 1
    assert "can't be written" in result.stderr


def test_help_teaches_by_example() -> None:
    result = run("render", "--help")
    assert result.exit_code == 0
    assert "renderer render ad.json -o out" in result.stdout


def test_a_profile_is_a_table_of_stages(design: Path, tmp_path: Path) -> None:
    for name in ("b", "c"):
        write(tmp_path / f"{name}.json", BLUE_SQUARE)
    result = run("render", tmp_path, "-o", tmp_path / "out", "--profile")
    first, *stages, last = [line.split() for line in result.stderr.splitlines() if line.strip()]
    assert first == ["stage", "first,", "ms", "median", "of", "2"]
    assert [words[0] for words in stages] == ["parse", "load", "draw", "encode", "write", "all"]
    assert all(float(number) >= 0 for words in stages for number in words[1:])
    assert last[1:] == ["kernels"]


def test_a_flame_graph_is_a_page(design: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyinstrument", reason="needs the extra profile")
    assert run("render", design, "-o", tmp_path, "--flame", tmp_path / "flame.html").exit_code == 0
    assert "<html" in (tmp_path / "flame.html").read_text(encoding="utf-8")[:200]


def test_a_flame_graph_says_what_it_needs(
    design: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyinstrument", None)
    result = run("render", design, "-o", tmp_path, "--flame", tmp_path / "flame.html")
    assert result.exit_code == 1
    assert "feedloom-renderer[profile]" in result.stderr
