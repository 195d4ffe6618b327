"""How high a line is and where its baseline lies, in px, from its styles and their fonts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from renderer.fonts.face import Face
from renderer.text.content import TextStyle

# A raised or lowered run pushes the lines below it down as if it were shifted by this
# (measured, in ems and px); it is drawn shifted by its style's rise.
SUP_REACH, SUB_REACH = 0.4, 0.26
REACH_LESS = 0.5

StyledFace = tuple[TextStyle, Face]


class LineBox(NamedTuple):
    """A line's height and its baseline below its top."""

    height: float
    baseline: float


def line_box(styles: Sequence[StyledFace], size: float, line_height: float) -> LineBox:
    """The box of a line that holds these styles, at ``size`` px an em.

    The largest characters make the height: line height x size, their ascent and descent (whole
    px) centred in it. Raised and lowered ones only push the next line down.
    """
    upright = [styled for styled in styles if styled[0].rise == 0] or styles[:1]
    style, face = max(upright, key=lambda styled: styled[0].size)
    above, below = _reach(face, style.size * size, line_height)
    higher = lower = 0.0
    for other, other_face in styles:
        if other.rise == 0:
            continue
        up, down = _reach(other_face, other.size * size, line_height)
        if other.rise > 0:
            higher = max(higher, up + SUP_REACH * size - REACH_LESS - above)
        else:
            lower = max(lower, down + SUB_REACH * size - REACH_LESS - below)
    return LineBox(above + below + higher + lower, above)


def _reach(face: Face, em: float, line_height: float) -> tuple[float, float]:
    """How far a line of one style reaches above and below its baseline."""
    ascent, descent = face.ascent(em), face.descent(em)
    above = (line_height * em - ascent - descent) / 2 + ascent
    return above, line_height * em - above
