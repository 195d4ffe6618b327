"""The documentation's picture sheets show everything there is, as it is drawn today."""

from __future__ import annotations

import io
import re
import runpy
from pathlib import Path

import pytest
from damage import is_damaged
from PIL import Image

from renderer.figures.catalogue import FIGURES
from renderer.paint.blend import BLEND_MODES
from renderer.paint.filters import FILTERS

DOCS = Path(__file__).parents[2] / "docs"
SCRIPT = runpy.run_path(str(DOCS / "pictures.py"))
SCREENS = runpy.run_path(str(DOCS / "screens.py"))["screens"]
SHEETS = dict(SCRIPT["pictures"]())


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_what_is_drawn_today(name: str) -> None:
    drawn, stored = Image.open(io.BytesIO(SHEETS[name])), Image.open(DOCS / "images" / name)
    assert not is_damaged(drawn, stored), "run: python docs/pictures.py"


def test_every_figure_filter_and_blend_mode_has_its_name_on_a_sheet() -> None:
    designs = SCRIPT["figures"](), SCRIPT["effects"](), SCRIPT["blend_modes"]()
    shown = {child.get("text") for design in designs for child in design["pages"][0]["children"]}
    assert shown >= {*FIGURES, *FILTERS, *BLEND_MODES}


@pytest.mark.parametrize(("name", "svg"), list(SCREENS()))
def test_a_screen_is_what_is_shown_today(name: str, svg: str) -> None:
    stored = (DOCS / "images" / name).read_text("utf-8")
    assert words(stored) == words(svg), "run: python docs/screens.py"


def words(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)
