"""The halftone: a picture printed in dots of one ink, the larger the darker it is there."""

from __future__ import annotations

import math

from PIL import Image, ImageDraw

from feedloom_looks.inks import mixed, rgb
from renderer import FilterSettings

MOST_DOTS = 200  # in a row; a column may have as many again
FINER = 2  # Pillow's discs have hard edges: drawn larger, then reduced
TOUCHING = math.pi / 4  # darkness at which dots begin to overlap


class Halftone(FilterSettings, frozen=True, kw_only=True, rename="camel"):
    """``dots`` counts those across the picture: how it looks doesn't change with its size."""

    dots: int = 60
    ink: str = "black"
    paper: str = "white"

    def __post_init__(self) -> None:
        if not 1 <= self.dots <= MOST_DOTS:
            raise ValueError(f"dots is {self.dots}; 1 to {MOST_DOTS} are expected")
        rgb(self.ink, "ink")
        rgb(self.paper, "paper")


def halftone(image: Image.Image, settings: Halftone) -> Image.Image:
    """Each dot covers its cell of the picture as much as the cell is dark."""
    columns = settings.dots
    rows = min(2 * MOST_DOTS, max(1, round(columns * image.height / image.width)))
    lightness = image.convert("L").resize((columns, rows), Image.Resampling.BOX).tobytes()
    wide, high = image.width * FINER / columns, image.height * FINER / rows
    printed = Image.new("L", (image.width * FINER, image.height * FINER))
    pen = ImageDraw.Draw(printed)
    for i, light in enumerate(lightness):
        row, column = divmod(i, columns)
        x, y = (column + 0.5) * wide, (row + 0.5) * high
        radius = _radius(1 - light / 255)
        rx, ry = radius * wide, radius * high
        if min(rx, ry) >= 0.5:
            pen.ellipse((x - rx, y - ry, x + rx - 1, y + ry - 1), 255)
    look = Image.new("RGB", image.size, rgb(settings.paper, "paper"))
    look.paste(rgb(settings.ink, "ink"), mask=printed.reduce(FINER))
    return mixed(image, look, settings.intensity)


def _radius(darkness: float) -> float:
    """The radius, in cells, of a dot that covers its cell as much as that; 1 leaves no paper."""
    if darkness <= TOUCHING:
        return math.sqrt(darkness / math.pi)
    return 0.5 + 0.25 * (darkness - TOUCHING) / (1 - TOUCHING)
