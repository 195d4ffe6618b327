"""What signs a url, or logs in with it, is in no error, issue, log, picture or file name."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from block_font import block_font
from loopback import Handler, serving
from PIL import Image
from waiting import PATIENCE, UNHURRIED

from renderer import AssetError, DesignError, Limits, Renderer, encode
from renderer.errors import quoted
from renderer.fetch.naming import shown

SECRET = "hidden0123456789"
QUERY = f"?X-Amz-Signature={SECRET}&token={SECRET}#{SECRET}"


class Files(Handler):
    def do_GET(self) -> None:
        kind = self.path.partition("?")[0].rpartition(".")[2]
        body = {"png": _picture(), "ttf": block_font(), "broken": b"\0\1\0\0 no font"}.get(kind)
        self.send_response(404 if body is None else 200)
        self.end_headers()
        self.wfile.write(body or b"")


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(Files) as host:
        yield host


def design(server: str, source: str, font: str) -> dict[str, Any]:
    image = {"type": "image", "src": f"http://{server}/{source}{QUERY}", "width": 9, "height": 9}
    text = {"type": "text", "text": "AV", "fontFamily": "Shop", "width": 50}
    fonts = [{"fontFamily": "Shop", "url": f"http://{server}/{font}{QUERY}"}]
    return {"width": 60, "height": 60, "fonts": fonts, "pages": [{"children": [image, text]}]}


@pytest.mark.parametrize("source", ["a.png", "missing"])
@pytest.mark.parametrize("font", ["a.ttf", "a.broken", "missing"])
def test_a_signed_url_shows_nowhere(
    source: str, font: str, server: str, caplog: pytest.LogCaptureFixture
) -> None:
    renderer = Renderer(allow_hosts=[server], limits=UNHURRIED, missing="skip")
    with caplog.at_level(logging.DEBUG):
        drawn = renderer.draw(design(server, source, font))
    said = [str(issue) for issue in drawn.issues]
    assert len(said) >= (source != "a.png") + (font != "a.ttf")
    assert SECRET not in " ".join([*said, caplog.text])
    assert SECRET.encode() not in encode(drawn.image, "png")


def test_an_error_shows_no_signature(server: str) -> None:
    with pytest.raises(AssetError, match=r"http://127\.0\.0\.1:\d+/missing answers") as caught:
        Renderer(allow_hosts=[server], limits=UNHURRIED).draw(design(server, "missing", "a.ttf"))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["width", "dash", "filters", "type"])
def test_a_url_in_the_wrong_place_is_quoted_without_its_signature(name: str) -> None:
    element = {"type": "figure", name: f"https://user:{SECRET}@a.test/b{QUERY}"}
    with pytest.raises(DesignError) as caught:
        Renderer().draw({"width": 9, "height": 9, "pages": [{"children": [element]}]})
    assert "https://a.test/b" in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["fill", "stroke", "shadowColor", "subType", "fontFamily"])
def test_an_issue_quotes_a_url_without_its_signature(name: str) -> None:
    kind = "text" if name == "fontFamily" else "figure"
    element = {"type": kind, "text": "a", "strokeWidth": 1, "shadowEnabled": True,
               name: f"https://a.test/b{QUERY}"}  # fmt: skip
    drawn = Renderer().draw({"width": 9, "height": 9, "pages": [{"children": [element]}]})
    assert drawn.issues
    assert SECRET not in " ".join(map(str, drawn.issues))


@pytest.mark.parametrize(
    "url",
    [
        f"https://a.test/b?k={SECRET}",
        f"https://a.test/b#{SECRET}",
        f"https://{SECRET}@a.test/b",
        f"https://user:{SECRET}@a.test/b?k={SECRET}",
        f"a.png?k={SECRET}",
    ],
)
def test_a_url_is_named_without_secrets(url: str) -> None:
    assert SECRET not in shown(url)
    assert SECRET not in quoted(url) or "://" not in url


def test_a_process_apart_is_told_no_secret_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import apart_jobs

    from renderer.apart import ProcessLost, call_apart

    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    with pytest.raises(ProcessLost):
        call_apart(apart_jobs.crash, seconds=PATIENCE)  # the next has that environment
    seen = call_apart(apart_jobs.look_around, seconds=PATIENCE).values["environment"]
    assert SECRET not in str(seen)


def test_limits_are_told_without_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(SECRET.encode() * 100)
    with pytest.raises(AssetError) as caught:
        Renderer(assets=tmp_path, limits=Limits(download_bytes=10)).draw(
            {"width": 9, "height": 9,
             "pages": [{"children": [{"type": "image", "src": f"a.png{QUERY}"}]}]}
        )  # fmt: skip
    assert SECRET not in str(caught.value)
