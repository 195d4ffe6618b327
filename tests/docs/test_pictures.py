"""The documentation's picture sheets show everything there is, as it is drawn today."""

from __future__ import annotations

import io
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
SHEETS = dict(SCRIPT["pictures"]())


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_what_is_drawn_today(name: str) -> None:
    drawn, stored = Image.open(io.BytesIO(SHEETS[name])), Image.open(DOCS / "images" / name)
    assert not is_damaged(drawn, stored), "run: python docs/pictures.py"


def test_every_figure_filter_and_blend_mode_has_its_name_on_a_sheet() -> None:
    designs = SCRIPT["figures"](), SCRIPT["effects"](), SCRIPT["blend_modes"]()
    shown = {child.get("text") for design in designs for child in design["pages"][0]["children"]}
    assert shown >= {*FIGURES, *FILTERS, *BLEND_MODES}
