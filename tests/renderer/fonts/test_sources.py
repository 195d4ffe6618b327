"""Which sources of fonts the environment switches on."""

from __future__ import annotations

from pathlib import Path

import pytest

from renderer.errors import RendererError
from renderer.fonts.sources import FontSources


def test_nothing_is_switched_on_by_default() -> None:
    assert FontSources.from_env({}) == FontSources()
    assert not FontSources().google
    assert not FontSources().system


def test_a_key_switches_google_fonts_on() -> None:
    sources = FontSources.from_env({"GOOGLE_API_KEY": "k"})
    assert (sources.google, sources.google_api_key) == (True, "k")


@pytest.mark.parametrize("off", ["0", "no", "OFF", "false"])
def test_google_fonts_stay_off_where_that_is_said(off: str) -> None:
    environ = {"GOOGLE_API_KEY": "k", "RENDERER_GOOGLE_FONTS": off}
    assert not FontSources.from_env(environ).google


@pytest.mark.parametrize("on", ["1", "yes", "On", "true"])
def test_google_fonts_work_without_a_key(on: str) -> None:
    sources = FontSources.from_env({"RENDERER_GOOGLE_FONTS": on})
    assert (sources.google, sources.google_api_key) == (True, None)


def test_the_other_sources_have_variables_of_their_own() -> None:
    sources = FontSources.from_env(
        {
            "RENDERER_SYSTEM_FONTS": "1",
            "FONT_S3_CACHE_BUCKET": "fonts",
            "RENDERER_FONT_CACHE": "/var/fonts",
        }
    )
    assert (sources.system, sources.s3_bucket) == (True, "fonts")
    assert sources.cache_folder == Path("/var/fonts")


def test_empty_variables_are_none() -> None:
    names = ("GOOGLE_API_KEY", "FONT_S3_CACHE_BUCKET", "RENDERER_GOOGLE_FONTS")
    assert FontSources.from_env(dict.fromkeys(names, "")) == FontSources()


def test_a_switch_that_is_neither_on_nor_off_is_an_error() -> None:
    with pytest.raises(RendererError, match="RENDERER_SYSTEM_FONTS is 'maybe'; 1 or 0"):
        FontSources.from_env({"RENDERER_SYSTEM_FONTS": "maybe"})


def test_the_key_does_not_show() -> None:
    assert "s3cret" not in repr(FontSources.from_env({"GOOGLE_API_KEY": "s3cret"}))
