"""What a renderer owns: it ends with the renderer, and no process shares it with another."""

from __future__ import annotations

import gc
import weakref
from typing import Any

from renderer import Renderer

WORDS = {"type": "text", "text": "Only 9.90", "fontFamily": "Roboto", "width": 80, "height": 20}
AD: dict[str, Any] = {"width": 80, "height": 20, "pages": [{"children": [WORDS]}]}


def test_a_renderer_that_drew_text_is_freed() -> None:
    renderer = Renderer()
    renderer.draw(AD)
    renderer.font_uses(AD)
    renderer.fingerprint(AD)
    kept = weakref.ref(renderer.setup.assets)
    del renderer
    gc.collect()
    assert kept() is None
