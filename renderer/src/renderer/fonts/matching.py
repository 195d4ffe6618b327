"""Choose a face among a family's: CSS font matching by style, then weight."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from renderer.fonts.file import FontFile
from renderer.fonts.request import FontAnswer, FontRequest

WEIGHT_NAMES = {"thin": 100, "light": 300, "normal": 400, "medium": 500, "bold": 700, "black": 900}
BOLD_FROM = 600


class FaceStyle(Struct, frozen=True):
    """The style a face declares; a variable face covers ``weight`` to ``max_weight``."""

    weight: int = 400
    italic: bool = False
    max_weight: int = 0

    def nearest(self, weight: int) -> int:
        """The weight of this face nearest to the wanted one."""
        return min(max(weight, self.weight), max(self.weight, self.max_weight))

    def is_exactly(self, request: FontRequest) -> bool:
        return self.nearest(request.weight) == request.weight and self.italic == request.italic


class Candidate(Struct, frozen=True):
    file: FontFile
    style: FaceStyle
    index: int = 0


def parse_weight(text: str | int) -> int:
    """100 to 900 for a number or a name; an unknown name is normal."""
    if isinstance(text, str) and not text.strip().isdigit():
        return WEIGHT_NAMES.get(text.strip().lower(), 400)
    return min(1000, max(1, int(text)))


def is_weight(text: str | int) -> bool:
    """Whether it is a number or a name of a weight."""
    return isinstance(text, int) or text.strip().isdigit() or text.strip().lower() in WEIGHT_NAMES


def declared_style(weight: str | int, italic: bool) -> FaceStyle:
    """The style of a weight, or of a variable font's range such as "300 900"."""
    first, *others = str(weight).split() or ["normal"]
    bounds = sorted(parse_weight(word) for word in (first, *others[:1]))
    return FaceStyle(bounds[0], italic, bounds[1] if others else 0)


def best_match(styles: Sequence[FaceStyle], request: FontRequest) -> int:
    """The index of the style CSS chooses; ``styles`` must not be empty."""
    of_style = [i for i, style in enumerate(styles) if style.italic == request.italic]
    return min(
        of_style or range(len(styles)),
        key=lambda i: _weight_order(styles[i].nearest(request.weight), request.weight),
    )


def _weight_order(weight: int, wanted: int) -> tuple[int, int]:
    """Sorts weights in the order CSS tries them for a wanted one."""
    if weight == wanted:
        return 0, 0
    if 400 <= wanted <= 500:
        if wanted < weight <= 500:
            return 1, weight
        return (2, -weight) if weight < wanted else (3, weight)
    if wanted < 400:
        return (1, -weight) if weight < wanted else (2, weight)
    return (1, weight) if weight > wanted else (2, -weight)


def answer_with(
    file: FontFile, style: FaceStyle, request: FontRequest, index: int = 0
) -> FontAnswer:
    """A face of a style with its axes set and what has to be synthesised on it."""
    weight = style.nearest(request.weight)
    return FontAnswer(
        file,
        index,
        axes={"wght": float(weight)},
        synthetic_bold=request.weight >= BOLD_FROM > weight,
        synthetic_italic=request.italic and not style.italic,
    )


def answer(candidates: Sequence[Candidate], request: FontRequest) -> FontAnswer:
    """The best face, answered with."""
    chosen = candidates[best_match([c.style for c in candidates], request)]
    return answer_with(chosen.file, chosen.style, request, chosen.index)
