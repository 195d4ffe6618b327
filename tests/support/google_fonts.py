"""Google Fonts on loopback: real HTTP, answers in the shape of recorded ones, fonts of ours."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import loopback
from block_font import block_font, saved
from fontTools.ttLib import TTFont
from lettering import golden_font

from renderer.fonts.remote.google import Site

RECORDED = Path(__file__).parents[1] / "renderer" / "fonts" / "remote" / "recorded"
KEY = "a-good-key"
PARTS = {"latin": "AaBbCc", "cyrillic": "\u0410\u0411\u0412"}


def woff2(data: bytes) -> bytes:
    font = TTFont(io.BytesIO(data))
    font.flavor = "woff2"
    return saved(font)


def font_files() -> dict[str, bytes]:
    """What lies behind the paths of the recorded answers."""
    return {
        "/s/shopsans/v21/regular.ttf": block_font("Shop Sans"),
        "/s/shopsans/v21/italic.ttf": block_font("Shop Sans", italic=True),
        "/s/shopsans/v21/700.ttf": block_font("Shop Sans", weight=700),
        "/s/shopsans/v21/700italic.ttf": block_font("Shop Sans", weight=700, italic=True),
        "/s/figtree/v8/variable.woff2": golden_font("Figtree-Variable.woff2"),
        **{
            f"/s/shopparts/v3/{part}.woff2": woff2(block_font("Shop Parts", letters))
            for part, letters in PARTS.items()
        },
    }


@dataclass
class Server:
    """The server's address, what it was asked (path and query), and what it gives."""

    site: Site
    asked: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=font_files)
    catalogue: Mapping[str, str] = field(
        default_factory=lambda: {
            "Shop Sans": "developer-static.json",
            "Figtree": "developer-variable.json",
        }
    )
    styles: Mapping[str, str] = field(
        default_factory=lambda: {
            "Shop Sans": "css-static.css",
            "Shop Parts": "css-in-parts.css",
        }
    )
    moved: dict[str, str] = field(default_factory=dict)
    status: int = 200
    api_status: int = 200

    def count(self, start: str) -> int:
        return sum(path.startswith(start) for path in self.asked)

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if self.status != 200:
            return self.status, b"Service Unavailable"
        if parts.path == "/webfonts/v1/webfonts":
            if self.api_status != 200:
                return self.api_status, b'{"error": {"status": "INTERNAL"}}'
            if query.get("key") != KEY:
                return 400, self._recorded("developer-bad-key.json")
            if query["family"] not in self.catalogue:
                return 404, b'{"error": {"code": 404, "message": "Font family not found"}}'
            return 200, self._recorded(self.catalogue[query["family"]])
        if parts.path == "/css":
            family = query["family"].partition(":")[0]
            if family not in self.styles:
                return 400, self._recorded("css-missing.html")
            return 200, self._recorded(self.styles[family])
        if parts.path in self.files:
            return 200, self.files[parts.path]
        return 404, b"not found"

    def _recorded(self, name: str) -> bytes:
        """A recorded answer that leads to this server's files instead of Google's."""
        text = (RECORDED / name).read_text("utf-8")
        for scheme in ("http", "https"):
            text = text.replace(f"{scheme}://fonts.gstatic.com", self.site.files)
        return text.encode()


@contextmanager
def google_fonts() -> Iterator[Server]:
    class Handler(loopback.Handler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path in server.moved:
                self.send_response(302)
                self.send_header("Location", server.moved[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            status, body = server.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with loopback.serving(Handler) as host:
        base = f"http://{host}"
        server = Server(Site(f"{base}/webfonts/v1/webfonts", f"{base}/css", base, (host,)))
        yield server
