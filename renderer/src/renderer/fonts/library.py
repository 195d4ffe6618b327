"""From a family, weight and style to a face: the design's fonts, then each provider in turn.

``FontLibrary`` lives as long as the renderer; ``DesignFonts`` is one design's view of it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from renderer.cache import WeightedCache
from renderer.design import DesignFont
from renderer.errors import FontError, RendererError
from renderer.fetch.naming import shown
from renderer.fonts.chain import FontChain, Found, Provider
from renderer.fonts.emoji import is_emoji
from renderer.fonts.face import Face, open_answer
from renderer.fonts.file import FontFile
from renderer.fonts.matching import Candidate, FaceStyle, answer, declared_style
from renderer.fonts.request import FontRequest, FontSettings
from renderer.fonts.sfnt import check_frame
from renderer.issues import Issue

KEPT_DESIGNS, KEPT_FAMILIES = 64, 200
LISTED_CHARACTERS = 100_000  # of urls that are remembered; data uris may hold megabytes
OWN_FONTS = "design"
BUNDLED_FAMILIES = ("Roboto", "Noto Sans")
SANS, SERIF, MONO = (
    ("Liberation Sans", "Arimo"),
    ("Liberation Serif", "Tinos"),
    ("Liberation Mono", "Cousine"),
)
METRIC_COMPATIBLE = {
    "arial": SANS,
    "helvetica": SANS,
    "times new roman": SERIF,
    "times": SERIF,
    "georgia": SERIF,
    "courier new": MONO,
    "courier": MONO,
}


class FontLibrary:
    """All fonts that don't come with a design; answers are remembered."""

    def __init__(
        self,
        settings: FontSettings,
        fallback: Sequence[str],
        providers: Sequence[Provider],
        plugins: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.fallback = (*fallback, *BUNDLED_FAMILIES)
        self.load = settings.download
        self._design_bytes = settings.limits.design_font_bytes
        self.chain = FontChain(settings, providers, plugins)
        self._parts: WeightedCache[FontRequest, list[Face]] = WeightedCache(
            KEPT_FAMILIES, lambda _: 1
        )
        self._designs: WeightedCache[object, DesignFonts] = WeightedCache(KEPT_DESIGNS, lambda _: 1)
        self._listings: WeightedCache[tuple[DesignFont, ...], _Listing] = WeightedCache(
            LISTED_CHARACTERS, lambda listing: sum(len(url) for url, _ in listing.files)
        )

    def close(self) -> None:
        self.chain.close()

    def find(self, request: FontRequest) -> Found | None:
        """The first provider's answer for the family, or for a metric-compatible one."""
        for family in (request.family, *METRIC_COMPATIBLE.get(request.family.casefold(), ())):
            if found := self.chain.find(replace(request, family=family)):
                return found
        return None

    def face(self, request: FontRequest) -> Face | None:
        found = self.find(request)
        return found.face if found else None

    def find_part(self, request: FontRequest, characters: str) -> Face | None:
        """The family's face that has these characters, if it comes in parts; else its face."""
        found = self.chain.find(request)
        if found is None or not found.answer.partial or found.face.draws(characters):
            return self.face(request)
        parts = self._parts.get(request, list)
        for part in tuple(parts):
            if part.draws(characters):
                return part
        more = self.chain.find(replace(request, characters=characters))
        if more is None:
            return found.face
        parts.append(more.face)
        return more.face

    def for_design(
        self, fonts: Sequence[DesignFont], report: Callable[[Issue], None]
    ) -> DesignFonts:
        """The design's own fonts, loaded, before the library's.

        A font that can't be had or is none is reported and left out: its family is then asked of
        the providers. Designs list more fonts than they use: files are opened when asked for.
        """
        generation, listing = self.chain.generation(), tuple(fonts)
        known = self._listings.find(listing)
        if known is not None and known.generation == generation and known.holds(self.load):
            return known.fonts
        families: dict[str, list[Candidate]] = {}
        left = self._design_bytes
        files: list[tuple[str, bytes]] = []
        for i, font in enumerate(fonts):
            for url, style in _declared(font):
                try:
                    file = FontFile(shown(url), self.load(url))
                    left -= len(file.data)
                    if left < 0:
                        raise FontError(
                            f"font {file.name} brings the design's fonts to more than "
                            f"{self._design_bytes:,} bytes"
                        )
                    check_frame(file)
                except RendererError as error:
                    report(Issue(f"fonts[{i}] ({font.font_family})", str(error), "missing-font"))
                    continue
                files.append((url, file.data))
                family = families.setdefault(font.font_family.casefold(), [])
                family.append(Candidate(file, style))
        listed = tuple((family, tuple(candidates)) for family, candidates in families.items())
        found = self._designs.get((generation, listed), lambda: DesignFonts(self, families))
        if len(files) == len(font_urls(fonts)):
            self._listings.keep(listing, _Listing(generation, files, found))
        return found


class _Listing(NamedTuple):
    """What a design's list of fonts came to, where nothing of it was left out."""

    generation: int
    files: Sequence[tuple[str, bytes]]
    fonts: DesignFonts

    def holds(self, load: Callable[[str], bytes]) -> bool:
        """Whether its urls still lead to the same bytes."""
        try:
            return all(load(url) is data for url, data in self.files)
        except RendererError:
            return False


def font_urls(fonts: Sequence[DesignFont]) -> list[str]:
    """The files a design's fonts name, to be loaded beforehand."""
    return [url for font in fonts for url, _ in _declared(font)]


def _declared(font: DesignFont) -> list[tuple[str, FaceStyle]]:
    """The files a design's font names with their styles; one without styles is regular."""
    styles = [
        (_unquoted(s.src), declared_style(s.font_weight, s.font_style != "normal"))
        for s in font.styles
        if s.src
    ]
    return styles or ([(font.url, FaceStyle())] if font.url else [])


def _unquoted(src: str) -> str:
    """The url in ``url(...)``, quoted or not; a plain url as it is."""
    plain = src.strip()
    if not plain.startswith("url("):
        return src
    inner = plain[4:].lstrip()
    mark = inner[:1] if inner[:1] in ("'", '"') else ""
    url, end, _ = inner[len(mark) :].partition(mark or ")")
    return url.strip() if end else src


@dataclass(frozen=True, eq=False)
class DesignFonts:
    """One design's fonts before the library's; what a text element asks.

    Designs with the same font files share one, so that what is learnt about it can be kept.
    """

    library: FontLibrary
    families: Mapping[str, Sequence[Candidate]] = field(default_factory=dict)
    number: int = field(default_factory=itertools.count().__next__)
    """Its own among all that the process ever had: a key that keeps no renderer alive."""
    learnt: dict[type, Any] = field(default_factory=dict, repr=False)
    """What the stages above found out about these fonts, to be freed with them."""
    refused: dict[str, dict[FontFile, str]] = field(default_factory=dict)
    """Why files of a family (in small letters) proved unusable when they were opened."""

    def face(self, family: str, weight: int = 400, italic: bool = False) -> Face | None:
        """The family's best face; None where the family can't be found anywhere."""
        found = self.find(FontRequest(family, weight, italic))
        return found.face if found else None

    def find(self, request: FontRequest) -> Found | None:
        """The design's own answer, under the provider's name "design", else the library's."""
        family = request.family.casefold()
        left = list(self.families.get(family, ()))
        while left:
            own = answer(left, request)
            try:
                return Found(open_answer(own), own, OWN_FONTS)
            except FontError as error:
                self.refused.setdefault(family, {})[own.file] = str(error)
                left = [candidate for candidate in left if candidate.file != own.file]
        return self.library.find(request)

    def why_refused(self, family: str) -> list[str]:
        """What kept files of a family that were asked for from being used."""
        return list(self.refused.get(family.casefold(), {}).values())

    @property
    def unreachable(self) -> Sequence[str]:
        """The remote providers that could not be asked when they last should."""
        return tuple(self.library.chain.failures)

    def prefetch(self, styles: Iterable[tuple[str, int, bool]]) -> None:
        """Ask for the families that the design doesn't have itself, side by side."""
        self.library.chain.prefetch(
            FontRequest(family, weight, italic)
            for family, weight, italic in styles
            if family.casefold() not in self.families
        )

    def default_face(self, weight: int, italic: bool) -> Face:
        """What is drawn instead of a family that can't be found."""
        faces = (self.face(family, weight, italic) for family in self.library.fallback)
        return next(face for face in faces if face is not None)

    def fallback_face(self, cluster: str, family: str, weight: int, italic: bool) -> Face | None:
        """The first font that has every character of a cluster the family's own file lacks.

        The library's font of the same family (a design may list a subset of it) comes first if
        it has the very style, then the fallback families, then any font there is. A cluster with
        emoji presentation is looked for in colour fonts first, any other last.
        """
        wanted = "".join(c for c in cluster if not _is_joiner(c))
        emoji = is_emoji(cluster)
        second: Face | None = None
        for face in self._fallbacks(wanted, FontRequest(family, weight, italic)):
            if not face.draws(wanted):
                continue
            if face.has_colour == emoji:
                return face
            second = second or face
        if not wanted or (second and not emoji):
            return second
        anything = self.library.face(FontRequest("", weight, italic, wanted))
        return anything if anything and (anything.has_colour or not second) else second

    def _fallbacks(self, wanted: str, request: FontRequest) -> Iterator[Face]:
        """The family's own face in the library, then those of the fallback families."""
        whole = self.library.find_part(request, wanted)
        if whole and not any(whole.synthesis):
            yield whole
        for name in self.library.fallback:
            face = self.face(name, request.weight, request.italic)
            if face and not face.draws(wanted):
                face = self.library.find_part(replace(request, family=name), wanted)
            if face:
                yield face


def _is_joiner(character: str) -> bool:
    """Zero-width joiners and variation selectors, which fonts need not map."""
    return character in "\u200c\u200d" or "\ufe00" <= character <= "\ufe0f"
