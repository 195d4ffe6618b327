"""Urls that aim where the renderer must not go: each gets its error, and nothing is connected."""

from __future__ import annotations

import re
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from loopback import Handler, serving
from waiting import UNHURRIED

from renderer import AssetError, Limits, Renderer
from renderer.assets import Assets
from renderer.fetch import client
from renderer.fetch.resolve import Address
from renderer.fetch.resolve import resolve as system_resolve

TABLE = tomllib.loads((Path(__file__).parent / "urls.toml").read_text("utf-8"))
RESOLVER: dict[str, list[str]] = TABLE.pop("resolver")
ROWS = [
    pytest.param(url, error, id=f"{group}-{url[:60]!r}")
    for group, rows in TABLE.items()
    for url, error in rows.items()
]
REDIRECTABLE = [
    url for rows in TABLE.values() for url in rows if re.fullmatch(r"[a-z]+://(?![/?#])[!-~]+", url)
]


def resolve(host: str, port: int, seconds: float) -> list[Address]:
    if host not in RESOLVER:
        assert re.fullmatch(r"[\d.]+|[\da-f:.]*:[\da-f:.]*", host), f"{host} would be looked up"
        return system_resolve(host, port, seconds)
    if not RESOLVER[host]:
        raise socket.gaierror("no such name")
    family = {True: socket.AF_INET6, False: socket.AF_INET}
    return [Address(family[":" in text], text) for text in RESOLVER[host]]


class Redirecting(Handler):
    """Sends its client where the path says."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", unquote(self.path.removeprefix("/")))
        self.end_headers()


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "resolve", resolve)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An assets folder with a secret beside it."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.png").write_bytes(b"secret")
    folder = outside / "assets"
    (folder / "folder").mkdir(parents=True)
    (folder / "link-out.png").symlink_to(outside / "secret.png")
    (folder / "link-loop.png").symlink_to(folder / "link-loop.png")
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Redirecting) as host:
        yield host


def test_the_table_is_long_enough() -> None:
    assert len(ROWS) >= 120


@pytest.mark.parametrize(("url", "error"), ROWS)
def test_a_hostile_url_gets_its_error(url: str, error: str, folder: Path) -> None:
    with pytest.raises(AssetError) as caught:
        Assets(folder, (), Limits()).bitmap(url)
    assert f"{type(caught.value).__name__}: {caught.value}" == error


@pytest.mark.parametrize("url", REDIRECTABLE)
def test_a_redirect_to_a_hostile_url_is_not_followed(url: str, server: str) -> None:
    with pytest.raises(AssetError, match=r"^http://127\.0\.0\.1:\d+/.* (redirects: |names )"):
        Assets(None, (server,), UNHURRIED).bitmap(f"http://{server}/{quote(url, safe='')}")


@pytest.mark.parametrize("place", ["src", "clipSrc", "background", "font"])
def test_every_place_of_a_design_that_holds_a_url_is_guarded(place: str) -> None:
    url = "http://169.254.169.254/latest/meta-data/?token=hidden"
    pixel = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="
    image = {"type": "image", "src": pixel, "width": 9, "height": 9}
    text = {"type": "text", "text": "a", "fontFamily": "Shop"}
    page = {"children": [image, text]}
    design = {"width": 9, "height": 9, "pages": [page], "fonts": [{"fontFamily": "Shop"}]}
    if place == "font":
        design["fonts"][0]["url"] = url  # type: ignore[index]
    else:
        (page if place == "background" else image)[place] = url  # type: ignore[index]
    drawn = Renderer(missing="skip").draw(design)
    said = " ".join(str(issue) for issue in drawn.issues)
    assert "169.254.169.254, which is not a public address" in said
    assert "hidden" not in said
