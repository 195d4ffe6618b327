"""Which fonts a design's texts are drawn in, who answered for them, and what no font has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import regex

from renderer.design import Design, Json
from renderer.drawing import Setup, visible_leaves
from renderer.elements.text import Text
from renderer.fonts.chain import Found
from renderer.fonts.face import Face
from renderer.fonts.folder import os2_style
from renderer.fonts.library import DesignFonts
from renderer.fonts.request import FontRequest
from renderer.issues import Issue
from renderer.text.content import TextStyle
from renderer.text.itemize import GRAPHEME
from renderer.text.layout import faces_of

LICENCE_TEXT, LICENCE_URL = 13, 14
UNSEEN = regex.compile(r"[\s\p{Cc}\p{Default_Ignorable_Code_Point}]+")


@dataclass(frozen=True, slots=True)
class FontUse:
    """A family in a weight and style that a design asks for, and what it gets.

    ``provider`` answered, out of a ``cache`` or not; it is None where nobody has the family, and
    what follows is then of the family drawn instead. ``file`` is a path or url, ``synthetic``
    what the file lacks ("bold", "italic"). ``fallbacks`` maps families to the characters that are
    drawn in them because the file has them not; ``missing`` are those that no font has.
    """

    family: str
    weight: int
    italic: bool
    provider: str | None
    cache: str | None
    file: str
    drawn_family: str
    drawn_weight: int
    synthetic: tuple[str, ...]
    licence: str
    licence_url: str
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    missing: str = ""

    @property
    def complete(self) -> bool:
        return self.provider is not None and not self.missing


@dataclass(frozen=True, slots=True)
class FontUses:
    """All fonts of a design; ``issues`` are of files it lists that can't be used."""

    uses: tuple[FontUse, ...]
    issues: tuple[Issue, ...]
    unreachable: Mapping[str, str]
    """Remote providers that could not be asked, and why."""

    @property
    def complete(self) -> bool:
        return not self.issues and all(use.complete for use in self.uses)


def font_uses(setup: Setup, source: Json | str | bytes) -> FontUses:
    """The fonts of all texts on all pages, in the order they are met."""
    design = setup.parse(source)
    issues: list[Issue] = []
    fonts = setup.fonts.for_design(design.fonts, issues.append)
    uses = tuple(_use(style, words, fonts) for style, words in _texts(design).items())
    return FontUses(uses, tuple(issues), dict(setup.fonts.chain.failures))


def _texts(design: Design) -> dict[tuple[str, int, bool], dict[str, None]]:
    """The grapheme clusters set in each family, weight and style."""
    texts: dict[tuple[str, int, bool], dict[str, None]] = {}
    for text in _elements(design):
        for paragraph in text.paragraphs():
            for span in paragraph.spans:
                style = (span.style.family, span.style.weight, span.style.italic)
                clusters = GRAPHEME.findall(UNSEEN.sub("", span.text))
                texts.setdefault(style, {}).update(dict.fromkeys(clusters))
    return texts


def _elements(design: Design) -> Iterator[Text]:
    for page in design.pages:
        for node, _ in visible_leaves(page.nodes):
            if isinstance(node.element, Text):
                yield node.element


def _use(asked: tuple[str, int, bool], clusters: Iterable[str], fonts: DesignFonts) -> FontUse:
    family, weight, italic = asked
    found: Found | None = fonts.find(FontRequest(family, weight, italic))
    chosen = faces_of(fonts).of(TextStyle(family, weight, italic))
    face = chosen.primary
    fallbacks: dict[str, str] = {}
    missing = []
    for cluster in clusters:
        drawn_in = chosen.face(cluster)
        if cluster in chosen.problems:
            missing.append(cluster)
        elif drawn_in.family != face.family:  # and no other file of the same family
            fallbacks[drawn_in.family] = fallbacks.get(drawn_in.family, "") + cluster
    return FontUse(
        family,
        weight,
        italic,
        found.provider if found else None,
        found.cache if found else None,
        face.name,
        face.family,
        _weight_of(face),
        tuple(style for style, made_up in face.synthesis._asdict().items() if made_up),
        _named(face, LICENCE_TEXT),
        _named(face, LICENCE_URL),
        fallbacks,
        "".join(missing),
    )


def _weight_of(face: Face) -> int:
    weight, _ = os2_style(face.font.hb_face)
    return int(dict(face.axes).get("wght", weight))


def _named(face: Face, name: int) -> str:
    return (face.font.hb_face.get_name(name) or "").strip()
