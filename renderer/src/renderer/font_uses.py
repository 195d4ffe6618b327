"""Which fonts a design's texts are drawn in, who answered for them, and what no font has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import regex

from renderer.design import Design, Json, Node
from renderer.elements.text import Text, check_length
from renderer.errors import RendererError
from renderer.fonts.chain import Found
from renderer.fonts.face import Face
from renderer.fonts.folder import os2_style
from renderer.fonts.library import DesignFonts
from renderer.fonts.request import FontRequest
from renderer.issues import Issue
from renderer.painters import paint
from renderer.plugins import BUILT_INS
from renderer.setup import Setup, visible_leaves
from renderer.steps import blaming
from renderer.text.content import TextStyle
from renderer.text.itemize import GRAPHEME
from renderer.text.layout import faces_of
from renderer.time_limit import time_limit

LICENCE_TEXT, LICENCE_URL = 13, 14
Style = tuple[str, int, bool]
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
    """The fonts of all texts on all pages, in the order they are met, then plugins' elements'."""
    with time_limit(setup.limits.picture_seconds):
        return _font_uses(setup, setup.parse(source))


def _font_uses(setup: Setup, design: Design) -> FontUses:
    issues: list[Issue] = []
    fonts = setup.fonts.for_design(design.fonts, issues.append)
    nodes = [node for page in design.pages for node, _ in visible_leaves(page.nodes)]
    texts: dict[Style, dict[str, None]] = {}
    for style, clusters in (*_of_texts(nodes, setup), *_of_plugins(nodes, setup, design, fonts)):
        texts.setdefault(style, {}).update(dict.fromkeys(clusters))
    uses = tuple(_use(style, clusters, fonts) for style, clusters in texts.items())
    return FontUses(uses, tuple(issues), dict(setup.fonts.chain.failures))


def _of_texts(nodes: Iterable[Node], setup: Setup) -> Iterator[tuple[Style, list[str]]]:
    """The grapheme clusters of text elements as they are written."""
    for node in nodes:
        if isinstance(node.element, Text):
            with blaming(node, setup):
                check_length(node.element, setup.limits)
            for paragraph in node.element.paragraphs():
                for span in paragraph.spans:
                    yield _style(span.style), GRAPHEME.findall(UNSEEN.sub("", span.text))


def _of_plugins(
    nodes: Iterable[Node], setup: Setup, design: Design, fonts: DesignFonts
) -> Iterator[tuple[Style, list[str]]]:
    """What plugins' painters look for when they paint; one that fails has looked so far."""
    watched = DesignFonts(fonts.library, fonts.families)
    for node in nodes:
        if setup.registry.owners["register_element_types", node.kind] not in BUILT_INS:
            context = setup.context(
                node, 1.0, design.schema_version, watched, setup.assets.for_design(), _ignore
            )
            with suppress(RendererError):
                paint(node, setup.registry, context)
    for style, clusters in faces_of(watched).asked().items():
        yield _style(style), clusters


def _style(style: TextStyle) -> Style:
    return style.family, style.weight, style.italic


def _ignore(issue: Issue) -> None:
    """Drawing reports it."""


def _use(asked: Style, clusters: Iterable[str], fonts: DesignFonts) -> FontUse:
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
