"""Choose fonts for the text in an svg, and hand them to the drawing library, which wants files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from renderer.elements.font_files import font_files
from renderer.fonts.face import Face
from renderer.fonts.library import DesignFonts

if TYPE_CHECKING:
    from renderer.assets.svg import FontChoice, Svg

# What browsers take for CSS's generic families; metric-compatible fonts do.
SERIF, SANS_SERIF, MONOSPACE = "Times New Roman", "Helvetica", "Courier New"
GENERIC = {"": SERIF, "serif": SERIF, "sans-serif": SANS_SERIF, "monospace": MONOSPACE}
REGULAR, BOLD = 400, 700


def fonts_for(svg: Svg, fonts: DesignFonts) -> FontChoice:
    """The faces that an svg's families name, and what covers the characters they lack.

    A picture doesn't see a design's own fonts, only those of the machine.
    """
    from renderer.assets.svg import FontChoice  # loaded with the first svg, not at import

    if not svg.families:
        return FontChoice()
    machine = DesignFonts(fonts.library)
    serif, sans = (_face(machine, family, REGULAR) for family in (SERIF, SANS_SERIF))
    faces = [serif, sans, *_named(svg, machine)]
    for character in svg.characters:
        if not any(face.covers(character) for face in faces):
            fallback = machine.fallback_face(character, serif.family, REGULAR, False)
            faces += [fallback] if fallback else []
    files = dict.fromkeys(font_files.path(face.font.data) for face in faces)
    return FontChoice(tuple(files), serif.family, sans.family)


def _named(svg: Svg, fonts: DesignFonts) -> Iterator[Face]:
    for family in svg.families:
        for weight in (REGULAR, BOLD):
            yield _face(fonts, GENERIC.get(family.lower(), family), weight)


def _face(fonts: DesignFonts, family: str, weight: int) -> Face:
    return fonts.face(family, weight) or fonts.default_face(weight, False)
