"""What a renderer is told is checked when it is made, not when a picture fails."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from renderer import DesignError, OutputError, Renderer, RendererError, encode, render
from renderer.batch import BatchSettings
from renderer.settings import RendererSettings

BLANK: dict[str, Any] = {"width": 2, "height": 2, "pages": [{}]}


@pytest.mark.parametrize("name", ["fallback", "allow_hosts", "plugins", "blocked_plugins", "fonts"])
def test_a_text_is_no_list(name: str) -> None:
    with pytest.raises(RendererError, match=rf"^{name} is '/tmp'; a list is expected"):
        Renderer(**{name: "/tmp"})  # type: ignore[arg-type]


def test_a_path_is_no_list_of_folders(tmp_path: Path) -> None:
    with pytest.raises(RendererError, match=r"^fonts is '.*'; a list is expected"):
        Renderer(fonts=tmp_path)  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [3, None])
def test_what_can_t_be_gone_through_is_no_list(values: Any) -> None:
    with pytest.raises(RendererError, match="a list is expected"):
        Renderer(fallback=values)


def test_a_list_may_come_from_anywhere() -> None:
    Renderer(fallback=(family for family in ("Roboto", "Noto Sans")), plugins=set())  # type: ignore[arg-type]


def test_what_is_in_a_list_of_texts_is_a_text() -> None:
    with pytest.raises(RendererError, match="fallback holds 3; a text is expected"):
        Renderer(fallback=["Roboto", 3])  # type: ignore[list-item]


@pytest.mark.parametrize("assets", ["gone", "file", 3])
def test_assets_are_a_folder_that_exists(tmp_path: Path, assets: Any) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RendererError, match=r"^assets is .*; a folder that exists is expected"):
        Renderer(tmp_path / assets if isinstance(assets, str) else assets)


def test_a_folder_of_fonts_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(RendererError, match=r"fonts\[1\] is '.*gone'; a folder that exists"):
        Renderer(fonts=[tmp_path, tmp_path / "gone"])


def test_the_folder_for_downloads_is_made_unless_a_file_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    Renderer(asset_cache=tmp_path / "later")
    with pytest.raises(RendererError, match=r"asset_cache is '.*file'; a folder is expected"):
        Renderer(asset_cache=tmp_path / "file")


@pytest.mark.parametrize("name", ["layer_bytes", "pixel_bytes"])
@pytest.mark.parametrize("value", [-1, 1.5, "1 GB"])
def test_a_cache_has_a_number_of_bytes(name: str, value: Any) -> None:
    with pytest.raises(RendererError, match=f"^{name} is {value!r}; a number of bytes"):
        Renderer(**{name: value})


def test_settings_are_given_by_name() -> None:
    with pytest.raises(TypeError, match="positional"):
        Renderer(None, ())  # type: ignore[misc]


def test_whoever_passes_settings_on_knows_all_of_them() -> None:
    parameters = inspect.signature(Renderer).parameters.values()
    assert RendererSettings.__annotations__.keys() == {one.name for one in parameters}
    written = {name: one.__forward_arg__ for name, one in RendererSettings.__annotations__.items()}
    assert written == {one.name: one.annotation for one in parameters}


def test_one_picture_is_drawn_with_any_setting(tmp_path: Path) -> None:
    assert render(BLANK, asset_cache=tmp_path, layer_bytes=0, pixel_bytes=0).size == (2, 2)
    assert BatchSettings().renderer == {}


@pytest.mark.parametrize("scale", ["2", None, 0, -1, 1000, float("nan"), float("inf"), True])
def test_a_scale_that_is_none_is_said(scale: Any) -> None:
    expected = "a number above 0 and below 1000 is expected"
    for use in (Renderer().draw, Renderer().fingerprint):
        with pytest.raises(DesignError, match=rf"^scale is .*; {expected}"):
            use(BLANK, scale=scale)


@pytest.mark.parametrize("page", ["0", None, 0.0])
def test_a_page_that_is_no_number_is_said(page: Any) -> None:
    for use in (Renderer().draw, Renderer().fingerprint):
        with pytest.raises(DesignError, match=r"^page is .*; 0 to 0 is expected"):
            use(BLANK, page)
    Renderer().prefetch(BLANK, page)  # it is said when the page is drawn


@pytest.mark.parametrize("template", [None, [], "{}"])
def test_a_template_that_is_no_object_is_said(template: Any) -> None:
    with pytest.raises(DesignError, match=r"^template is .*; a JSON object is expected"):
        Renderer().template(template)


def test_what_can_t_be_encoded_is_said() -> None:
    with pytest.raises(OutputError, match="format is None; one of avif, "):
        encode(render(BLANK), None)  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="the picture is None; a Pillow image is expected"):
        encode(None)  # type: ignore[arg-type]


KEPT_AFTER = """
import resource, sys
from renderer import Renderer

def megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() >> 20

Renderer(keep_freed_memory=sys.argv[1] == "keep")
before = megabytes()
buffer = bytearray(b"x") * (30 << 20)
del buffer
print(megabytes() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="of Linux's C library")
def test_a_process_keeps_what_it_frees_unless_it_says_otherwise() -> None:
    command = [sys.executable, "-c", KEPT_AFTER]
    kept, given_back = (
        int(subprocess.run([*command, how], capture_output=True, check=True).stdout)
        for how in ("keep", "give back")
    )
    assert kept >= 25
    assert given_back <= 5
