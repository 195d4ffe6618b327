"""What is wrong with single designs that are drawn, too."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from renderer.design import Json, without_mark
from renderer.engine import Renderer
from renderer.issues import Issue
from renderer.preflight.page import PageCheck
from renderer.preflight.pictures import Pictures


def design_issues(
    renderer: Renderer, design: Json | str | bytes, page: int = 0, scale: float = 1.0
) -> tuple[Issue, ...]:
    """What makes a picture look wrong, beside what drawing it reports; the design can be drawn.

    Texts that shrink, break or run over, photos that are enlarged, unreadable colours and the
    like, with the renderer's settings. Raises a RendererError for a design that can't be read.
    """
    renderer.setup.parse(design).page(page)
    parsed = design if isinstance(design, Mapping) else msgspec.json.decode(without_mark(design))
    pictures = Pictures(renderer.setup.assets, "measured")
    check = PageCheck(renderer.setup, pictures, scale, is_drawn=True)
    return tuple(finding.issue for finding in check.findings(parsed, page))
