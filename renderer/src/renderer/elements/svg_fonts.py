"""Choose fonts for the text in an svg, and hand them to the drawing library, which wants files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from renderer.elements.font_files import font_files
from renderer.errors import quoted
from renderer.fonts.face import Face
from renderer.fonts.library import DesignFonts

if TYPE_CHECKING:
    from renderer.assets.svg import FontChoice, Svg

# What browsers take for CSS's generic families; metric-compatible fonts do.
SERIF, SANS_SERIF, MONOSPACE = "Times New Roman", "Helvetica", "Courier New"
GENERIC = {"serif": SERIF, "sans-serif": SANS_SERIF, "monospace": MONOSPACE}
UNNAMED = frozenset(
    {*GENERIC, "cursive", "fantasy", "system-ui", "inherit", "initial", "unset", "revert"}
)
WEIGHTS = 400, 700


def fonts_for(svg: Svg, fonts: DesignFonts, report: Callable[[str, str], None]) -> FontChoice:
    """The faces that an svg's families name, and what covers the characters they lack.

    A picture doesn't see a design's own fonts, only those of the machine. A list of families none
    of which there is, is reported.
    """
    from renderer.assets.svg import FontChoice  # loaded with the first svg, not at import

    if not svg.has_text:
        return FontChoice()
    machine = DesignFonts(fonts.library)
    serif, sans = (
        machine.face(family) or machine.default_face(400, False) for family in (SERIF, SANS_SERIF)
    )
    faces = {serif: None, sans: None}
    names: dict[str, str] = {}
    for families in svg.families:
        found = {name: _faces(machine, name, svg.has_italics) for name in families}
        for name, styles in found.items():
            faces |= dict.fromkeys(styles)
            if styles:
                names[name.lower()] = styles[0].family
        named = [name for name in families if name.lower() not in UNNAMED]
        if named and not any(found[name] for name in named):
            report(f"font {quoted(named[0])} of the svg can't be found", "missing-font")
    for character in svg.characters:
        if not any(face.covers(character) for face in faces):
            fallback = machine.fallback_face(character, serif.family, 400, False)
            faces |= {fallback: None} if fallback else {}
    files = dict.fromkeys(font_files.path(face.font.data) for face in faces)
    return FontChoice(tuple(files), serif.family, sans.family, tuple(names.items()))


def _faces(fonts: DesignFonts, name: str, with_italics: bool) -> Sequence[Face]:
    """A family's faces; none where it can't be found."""
    family = GENERIC.get(name.lower(), name)
    styles = [(weight, False) for weight in WEIGHTS]
    styles += [(weight, True) for weight in WEIGHTS] if with_italics else []
    found = (fonts.face(family, weight, italic) for weight, italic in styles)
    return [face for face in found if face is not None]
