"""``renderer fonts`` shows where fonts come from, and fails where something is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from block_font import block_font
from google_fonts import Server, google_fonts
from typer.testing import CliRunner, Result

from renderer.cli import app


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    with google_fonts() as server:
        monkeypatch.setattr("renderer.fonts.remote.google.Site", lambda: server.site)
        monkeypatch.setenv("RENDERER_FONT_CACHE", str(tmp_path / "cache"))
        yield server


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["fonts", *map(str, arguments)], env={"COLUMNS": "200"})


def fonts(*arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*arguments, "--json").stdout)["fonts"]
    return found


def test_a_family_is_a_line_with_provider_file_and_licence() -> None:
    result = run("Roboto", "--weight", 700)
    assert result.exit_code == 0
    words = result.stdout.splitlines()[1].split()
    assert words == ["Roboto", "700", "bundled", "Roboto-Bold.ttf", "OFL"]


def test_a_family_that_nobody_has_is_said_and_fails() -> None:
    result = run("Roboto", "Nowhere Grotesk")
    assert result.exit_code == 1
    assert "nobody" in result.stdout
    assert "not found; drawn in Roboto" in result.stdout


def test_characters_that_no_font_has_are_said_and_fail() -> None:
    result = run("Roboto", "--text", "A\u6f22")
    assert result.exit_code == 1
    assert "no font has \u6f22" in result.stdout


def test_a_design_s_texts_are_looked_at(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(block_font("Own"))
    text = {"type": "text", "text": "A", "fontFamily": "Own", "fontWeight": "bold"}
    design = {"width": 9, "height": 9, "pages": [{"children": [text]}]}
    (tmp_path / "ad.json").write_text(json.dumps(design))
    (found,) = fonts("--design", tmp_path / "ad.json", "--fonts", tmp_path)
    assert (found["family"], found["provider"]) == ("Own", "folders")
    assert found["synthetic"] == ["bold"]


def test_google_fonts_are_asked_when_told_to(google: Server) -> None:
    for provider, *option in ((None, "--no-google-fonts"), ("google", "--google-fonts")):
        (found,) = fonts("Shop Sans", *option)
        assert found["provider"] == provider
    assert found["file"].endswith("/regular.ttf")


def test_a_font_from_the_cache_on_disk_says_so(google: Server) -> None:
    caches = [fonts("Shop Sans", "--google-fonts")[0]["cache"] for _ in range(2)]
    assert caches == [None, "disk-cache"]
    assert google.count("/s/") == 1


def test_a_family_in_parts_has_the_characters_of_all_of_them(google: Server) -> None:
    (found,) = fonts("Shop Parts", "--google-fonts", "--text", "A\u0411")
    assert found["complete"]
    assert found["fallbacks"] == {}
    assert google.count("/s/shopparts") == 2


def test_a_weight_of_roboto_that_is_not_bundled_comes_from_google(google: Server) -> None:
    google.styles = {"Roboto": "css-roboto.css"}
    google.files["/s/roboto/500.ttf"] = block_font("Roboto", weight=500)
    for weight, provider in ((400, "bundled"), (500, "google"), (700, "bundled")):
        (found,) = fonts("Roboto", "--weight", weight, "--google-fonts")
        assert (found["provider"], found["drawn_weight"]) == (provider, weight)


def test_without_google_the_nearest_bundled_weight_is_taken() -> None:
    (found,) = fonts("Roboto", "--weight", 500)
    assert (found["provider"], found["drawn_weight"]) == ("bundled-nearest", 400)


def test_a_google_that_cannot_be_reached_is_said(google: Server) -> None:
    google.status = 503
    result = run("Shop Sans", "--google-fonts")
    assert result.exit_code == 1
    assert "google: " in result.stdout
    assert "answers with status 503" in result.stdout


def test_a_family_commands_no_terminal() -> None:
    assert "\x1b" not in run("evil\x1b[2J[bold]").stdout
    assert "[bold]" in run("evil[bold]").stdout


def test_nothing_to_look_for_is_wrong_usage() -> None:
    assert run("--json").exit_code == 2


def test_a_switch_that_is_none_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENDERER_GOOGLE_FONTS", "maybe")
    assert run("Roboto").exit_code == 2


def test_render_takes_fonts_from_google(google: Server, tmp_path: Path) -> None:
    text = {"type": "text", "text": "A", "fontFamily": "Shop Sans"}
    design = {"width": 20, "height": 20, "pages": [{"children": [text]}]}
    (tmp_path / "ad.json").write_text(json.dumps(design))
    arguments = ["render", str(tmp_path / "ad.json"), "-o", str(tmp_path / "out")]
    without, with_them = (
        CliRunner().invoke(app, [*arguments, option])
        for option in ("--no-google-fonts", "--google-fonts")
    )
    assert "'Shop Sans' can't be found" in without.stderr
    assert with_them.stderr == ""
