"""Google Fonts, asked through the Developer API with a key, and through the CSS API without.

Threat: the family comes from a design, the answers from a network. Only Google's own hosts are
connected, redirects included; the family goes out as one parameter's value and nothing else of a
design does; what comes back is a font only once it has been checked (``fonts.sfnt``). The key
stands in urls, which errors and logs show without their query.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import msgspec

from renderer.cache import WeightedCache
from renderer.disk_store import DiskStore
from renderer.errors import AssetError, AssetLimitError, ForbiddenUrlError, HttpStatusError
from renderer.fetch.guard import Guard, Target
from renderer.fetch.naming import shown
from renderer.fonts.file import FontFile
from renderer.fonts.matching import answer_with
from renderer.fonts.remote.listing import (
    RemoteFace,
    choose_face,
    faces_of_catalogue,
    faces_of_css,
    files_of,
)
from renderer.fonts.remote.store import hashed
from renderer.fonts.request import FontAnswer, FontRequest
from renderer.forks import Owned
from renderer.limits import Limits

if TYPE_CHECKING:
    from renderer.fetch.client import Client

ALL_STYLES = ",".join(f"{weight},{weight}i" for weight in range(100, 1000, 100))
# A client of which Google doesn't know that it minds unicode-range gets one file for each style,
# of Latin letters unless it names other scripts; those that a family hasn't are passed over.
SCRIPTS = (
    "latin,latin-ext,arabic,armenian,bengali,chinese-hongkong,chinese-simplified,"
    "chinese-traditional,cyrillic,cyrillic-ext,devanagari,ethiopic,georgian,greek,greek-ext,"
    "gujarati,gurmukhi,hebrew,japanese,kannada,khmer,korean,lao,malayalam,math,myanmar,oriya,"
    "sinhala,symbols,tamil,telugu,thai,tibetan,vietnamese"
)
ABSENT = (400, 404)
LISTED_SECONDS, ABSENT_SECONDS, DOWN_SECONDS = 24 * 3600, 3600, 60
KEPT_FAMILIES = 1000


@dataclass(frozen=True, slots=True)
class Site:
    """Where Google Fonts is. Tests put a server of their own in its place."""

    api: str = "https://www.googleapis.com/webfonts/v1/webfonts"
    css: str = "https://fonts.googleapis.com/css"
    files: str = "https://fonts.gstatic.com"
    allow_hosts: tuple[str, ...] = ()


class GoogleFonts:
    """Answers requests from Google Fonts; thread-safe."""

    def __init__(
        self,
        key: str | None,
        limits: Limits,
        store: DiskStore | None = None,
        site: Site | None = None,
    ) -> None:
        self._key = key
        self._site = site or Site()
        self._limits = limits
        self._store = store
        self._listings: WeightedCache[tuple[str, int], tuple[RemoteFace, ...]] = WeightedCache(
            KEPT_FAMILIES, lambda _: 1
        )
        self._client = Owned(self._opened, lambda client: client.close())
        self._down_until, self._why_down = 0.0, ""

    def close(self) -> None:
        self._client.close()

    def __call__(self, request: FontRequest) -> FontAnswer | None:
        """Raises AssetError where Google can't be reached or answers nonsense."""
        faces = self._faces(request.family)
        face = choose_face(faces, request) if faces else None
        if face is None:
            return None
        file = FontFile(shown(face.url), self._get(face.url))
        return replace(answer_with(file, face.style, request), partial=bool(face.ranges))

    def _faces(self, family: str) -> tuple[RemoteFace, ...]:
        if not family or set(family) & set(":|,"):  # CSS API's own marks: no family has them
            return ()
        age = int(time.monotonic() / ABSENT_SECONDS)
        return self._listings.get((family.casefold(), age), lambda: self._listed(family))

    def _listed(self, family: str) -> tuple[RemoteFace, ...]:
        name = hashed("listing", self._site.css, self._key is not None, family.casefold())
        kept = _Listing.read(self._store.get(name)) if self._store else None
        if kept is None:
            kept = _Listing(time.time(), self._ask(family))
            if self._store:
                self._store.put(name, msgspec.json.encode(kept))
        return kept.faces

    def _ask(self, family: str) -> tuple[RemoteFace, ...]:
        faces: list[RemoteFace] = []
        try:
            if self._key:
                asked = {"key": self._key, "family": family, "capability": "VF"}
                url = f"{self._site.api}?{urlencode(asked)}"
                faces = faces_of_catalogue(self._get(url), family)
        except HttpStatusError:
            pass  # an unknown family, a refused key, a failure of this API: the other one knows
        try:
            if not faces:
                url = f"{self._site.css}?family={quote(family)}:{ALL_STYLES}&subset={SCRIPTS}"
                faces = faces_of_css(self._get(url), family)
        except HttpStatusError as error:
            if error.status not in ABSENT:
                self._leave_alone(error)
                raise
        return files_of(self._site.files, faces)

    def _get(self, url: str) -> bytes:
        if time.monotonic() < self._down_until:
            raise AssetError(f"a moment ago {self._why_down}")
        try:
            return self._client.get().download(url, self._limits.font_bytes)
        except (HttpStatusError, ForbiddenUrlError, AssetLimitError):
            raise
        except AssetError as error:  # no network, no answer
            self._leave_alone(error)
            raise

    def _leave_alone(self, error: AssetError) -> None:
        self._why_down = str(error)
        self._down_until = time.monotonic() + DOWN_SECONDS

    def _opened(self) -> Client:
        from renderer.fetch.client import Client  # requests costs 60 ms: not without a request

        return Client(GoogleGuard(self._site), self._limits)


class GoogleGuard(Guard):
    """Lets through urls of Google Fonts alone."""

    def __init__(self, site: Site) -> None:
        super().__init__(site.allow_hosts)
        check = super().check_url
        self._targets = {check(url) for url in (site.api, site.css, site.files)}

    def check_url(self, url: str) -> Target:
        target = super().check_url(url)
        if target not in self._targets:
            raise ForbiddenUrlError(f"{shown(url)} is not an address of Google Fonts")
        return target


class _Listing(msgspec.Struct):
    """A family's faces as they were at a time (seconds since 1970); none: no such family."""

    at: float
    faces: tuple[RemoteFace, ...]

    @classmethod
    def read(cls, data: bytes | None) -> _Listing | None:
        """What was kept, if it is still good."""
        try:
            kept = msgspec.json.decode(data or b"", type=cls)
        except msgspec.MsgspecError:
            return None
        good_for = LISTED_SECONDS if kept.faces else ABSENT_SECONDS
        return kept if 0 <= time.time() - kept.at < good_for else None
