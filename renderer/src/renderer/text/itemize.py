"""Cut a paragraph into items: ranges of one style, face, script and direction, or of one space.

HarfBuzz is then given one word at a time: there is no kerning or ligature across a space.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

import regex
from msgspec import Struct

from renderer.errors import quoted
from renderer.fonts.emoji import is_emoji
from renderer.fonts.face import Face
from renderer.fonts.library import DesignFonts
from renderer.text.bidi import levels_of
from renderer.text.content import Paragraph, TextStyle
from renderer.time_limit import check_time

GRAPHEME = regex.compile(r"\X")
COMMON = ("Zyyy", "Zinh", "Zzzz")
INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}]")
SPACES = " \t"
ASCII_ITEM = regex.compile(r"[ \t]|[^ \t]+")
IGNORED = frozenset(chr(code) for code in range(32)) | {"\x7f"}
MISSING_FONT, MISSING_GLYPH = "missing-font", "missing-glyph"
KEPT_CLUSTERS, KEPT_STYLES, KEPT_PROBLEMS = 20_000, 500, 100


class Item(Struct, frozen=True):
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


class StyleFaces:
    """Which face draws which cluster in one style: its own, else the first fallback's.

    ``problems`` says what could not be drawn as asked, by the cluster it concerns ("" for all).
    """

    def __init__(self, style: TextStyle, fonts: DesignFonts) -> None:
        self._fonts = fonts
        self._style = style
        self._chosen: dict[str, Face] = {}
        self._plain = set(IGNORED)
        self.problems: dict[str, str] = {}
        face = fonts.face(style.family, style.weight, style.italic)
        refused = "; ".join(fonts.why_refused(style.family))
        if refused:
            self.problems[""] = f"{refused}; drawn in another font"
        if face is None:
            gone = "".join(f" ({name} could not be asked)" for name in fonts.unreachable)
            face = fonts.default_face(style.weight, style.italic)
            why = f" ({refused})" if refused else gone
            problem = f"font {quoted(style.family)} can't be found{why}; drawn in {face.family}"
            self.problems[""] = problem
        self.primary = face

    def face(self, cluster: str) -> Face:
        face = self._chosen.get(cluster)
        if face is None:
            if len(self._chosen) >= KEPT_CLUSTERS:
                self._chosen.clear()
            face = self._chosen[cluster] = self._choose(cluster)
        return face

    def draws_plainly(self, text: str) -> bool:
        """Whether a text is ASCII that the style's own face has glyphs for."""
        if not text.isascii():
            return False
        if not self._plain.issuperset(text):
            new = set(text) - self._plain
            if not self.primary.covers(new):
                return False
            self._plain |= new
        return True

    def look_at(self, text: str) -> None:
        """Find out what of a text can't be drawn, if that isn't known already."""
        if self.draws_plainly(text):
            return
        for cluster in GRAPHEME.findall(text):
            if cluster not in SPACES:
                self.face(cluster)

    def _choose(self, cluster: str) -> Face:
        check_time()
        style, primary = self._style, self.primary
        wanted = INVISIBLE.sub("", cluster)
        has_it = primary.draws(wanted)
        if has_it and (primary.has_colour or not is_emoji(cluster)):
            return primary
        fallback = self._fonts.fallback_face(cluster, style.family, style.weight, style.italic)
        if fallback is not None:
            return fallback
        if not has_it and len(self.problems) < KEPT_PROBLEMS:
            shown = wanted[0].encode("utf-8", "replace").decode()
            self.problems[cluster] = f"no font has a glyph for {shown!r} (U+{ord(wanted[0]):04X})"
        return primary


class FaceChooser:
    """The faces of every style used with a design's fonts; thread-safe by the GIL alone."""

    def __init__(self, fonts: DesignFonts) -> None:
        self._fonts = fonts
        self._styles: dict[TextStyle, StyleFaces] = {}

    def of(self, style: TextStyle) -> StyleFaces:
        found = self._styles.get(style)
        if found is None:
            if len(self._styles) >= KEPT_STYLES:
                self._styles.clear()
            found = self._styles[style] = StyleFaces(style, self._fonts)
        return found

    def primary(self, style: TextStyle) -> Face:
        return self.of(style).primary

    def asked(self) -> dict[TextStyle, list[str]]:
        """The styles in use, each with the clusters whose face was looked for one by one."""
        return {style: list(faces._chosen) for style, faces in self._styles.items()}

    def problems(self, paragraphs: Iterable[Paragraph]) -> dict[str, str]:
        """What of these paragraphs can't be drawn as asked, each with its kind of issue."""
        found: dict[str, str] = {}
        for span in (span for paragraph in paragraphs for span in paragraph.spans):
            faces = self.of(span.style)
            faces.look_at(span.text)  # its layout may be an earlier one, or another thread's
            for cluster, problem in list(faces.problems.items()):
                if cluster in span.text:
                    found[problem] = MISSING_GLYPH if cluster else MISSING_FONT
        return found


def itemize(paragraph: Paragraph, faces: FaceChooser) -> list[Item]:
    """The items of a paragraph in logical order, each as long as it can be shaped as one."""
    if (plain := _plain_items(paragraph, faces)) is not None:
        return plain
    items: list[Item] = []
    for item in itemize_clusters(paragraph, faces):
        if items and (joined := _joined(items[-1], item)):
            items[-1] = joined
        else:
            items.append(item)
    return items


def _plain_items(paragraph: Paragraph, faces: FaceChooser) -> list[Item] | None:
    """The same for the usual case, ASCII in fonts that have it all; None for any other."""
    if paragraph.direction == "rtl":
        return None
    items = []
    start = 0
    for span in paragraph.spans:
        chosen = faces.of(span.style)
        if not chosen.draws_plainly(span.text):
            return None
        primary = chosen.primary
        for match in ASCII_ITEM.finditer(span.text):
            at, end = match.start() + start, match.end() + start
            is_space = match[0] in SPACES
            script = "Zyyy" if is_space else "Latn"
            items.append(Item(at, end, span.style, primary, script, 0, is_space))
        start += len(span.text)
    return items


def itemize_clusters(paragraph: Paragraph, faces: FaceChooser) -> list[Item]:
    """One item for each grapheme cluster, in logical order."""
    levels = levels_of(paragraph.text, paragraph.base_level)
    items = []
    start = 0
    for span in paragraph.spans:
        chosen = faces.of(span.style)
        for cluster in span.text if span.text.isascii() else GRAPHEME.findall(span.text):
            is_space = cluster in SPACES
            face = chosen.primary if is_space else chosen.face(cluster)
            level = levels[start] if levels else 0
            end = start + len(cluster)
            items.append(Item(start, end, span.style, face, script_of(cluster), level, is_space))
            start = end
    return items


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
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_codepoints([ord(character) for character in cluster])
    buffer.guess_segment_properties()
    return buffer.script or "Zyyy"
