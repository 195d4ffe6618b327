"""Cut a paragraph into items: ranges of one style, face, script and direction, or of one space.

HarfBuzz is then given one word at a time: there is no kerning or ligature across a space.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from renderer.fonts.face import Face
from renderer.fonts.library import DesignFonts
from renderer.text.bidi import levels_of
from renderer.text.content import Paragraph, TextStyle

GRAPHEME = regex.compile(r"\X")
COMMON = ("Zyyy", "Zinh", "Zzzz")
INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}]")
SPACES = " \t"


@dataclass(frozen=True, slots=True)
class Item:
    """Characters ``start`` to ``end`` of a paragraph, shaped as one."""

    start: int
    end: int
    style: TextStyle
    face: Face
    script: str
    level: int
    is_space: bool = False

    @property
    def rtl(self) -> bool:
        return self.level % 2 == 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """One grapheme cluster before items are formed."""

    start: int
    text: str
    style: TextStyle


class FaceChooser:
    """The face for each cluster: the style's own, else the first fallback that has it."""

    def __init__(self, fonts: DesignFonts, report: Callable[[str], None]) -> None:
        self._fonts = fonts
        self._report = report
        self._chosen: dict[tuple[str, TextStyle], Face] = {}
        self._primary: dict[tuple[str, int, bool], Face] = {}

    def primary(self, style: TextStyle) -> Face:
        key = (style.family, style.weight, style.italic)
        if key not in self._primary:
            face = self._fonts.face(*key)
            if face is None:
                face = self._fonts.default_face(style.weight, style.italic)
                self._report(f"font {style.family!r} can't be found; drawn in {face.family}")
            self._primary[key] = face
        return self._primary[key]

    def face(self, cluster: str, style: TextStyle) -> Face:
        key = (cluster, style)
        if key not in self._chosen:
            self._chosen[key] = self._choose(cluster, style)
        return self._chosen[key]

    def _choose(self, cluster: str, style: TextStyle) -> Face:
        from renderer.fonts.emoji import is_emoji

        primary = self.primary(style)
        wanted = INVISIBLE.sub("", cluster)
        if not wanted or (primary.covers(wanted) and not is_emoji(cluster)):
            return primary
        fallback = self._fonts.fallback_face(cluster, style.family, style.weight, style.italic)
        if fallback is not None:
            return fallback
        if not primary.covers(wanted):
            self._report(f"no font has a glyph for {cluster!r} (U+{ord(wanted[0]):04X})")
        return primary


def itemize(paragraph: Paragraph, faces: FaceChooser) -> list[Item]:
    """The items of a paragraph in logical order, each as long as it can be shaped as one."""
    items: list[Item] = []
    for item in itemize_clusters(paragraph, faces):
        if items and (joined := _joined(items[-1], item)):
            items[-1] = joined
        else:
            items.append(item)
    return items


def itemize_clusters(paragraph: Paragraph, faces: FaceChooser) -> list[Item]:
    """One item for each grapheme cluster, in logical order."""
    levels = levels_of(paragraph.text)
    return [
        Item(
            cluster.start,
            cluster.start + len(cluster.text),
            cluster.style,
            faces.primary(cluster.style)
            if cluster.text in SPACES
            else faces.face(cluster.text, cluster.style),
            script_of(cluster.text),
            levels[cluster.start] if levels else 0,
            cluster.text in SPACES,
        )
        for cluster in _clusters(paragraph)
    ]


def _clusters(paragraph: Paragraph) -> list[Cluster]:
    """Grapheme clusters, cut where the style changes."""
    clusters = []
    start = 0
    for span in paragraph.spans:
        if span.text.isascii():
            pieces: Sequence[str] = span.text
        else:
            pieces = GRAPHEME.findall(span.text)
        for piece in pieces:
            clusters.append(Cluster(start, piece, span.style))
            start += len(piece)
    return clusters


def _joined(first: Item, second: Item) -> Item | None:
    """One item for both, where they can be shaped together."""
    if (
        first.is_space
        or second.is_space
        or first.style is not second.style
        or first.face is not second.face
        or first.level != second.level
    ):
        return None
    if first.script != second.script and first.script not in COMMON and second.script not in COMMON:
        return None
    script = second.script if first.script in COMMON else first.script
    return Item(first.start, second.end, first.style, first.face, script, first.level)


@functools.lru_cache(maxsize=8192)
def script_of(cluster: str) -> str:
    """The ISO 15924 code of a cluster's first character that belongs to one script."""
    if cluster.isascii():
        return "Latn" if cluster.isalpha() else "Zyyy"
    from fontTools.unicodedata import script  # a table of its own; loaded for non-Latin only

    scripts = (script(character) for character in cluster)
    return next((code for code in scripts if code not in COMMON), "Zyyy")
