"""All figures by the name a design gives them, and their outlines."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from renderer.figures.blobs import BLOBS
from renderer.figures.figure import Figure
from renderer.figures.path import read_path
from renderer.figures.regular import REGULAR, bubble
from renderer.figures.rounded import ROUNDED
from renderer.figures.straight import STRAIGHT
from renderer.paint.outline import Outline

FIGURES: Mapping[str, Figure] = {**REGULAR, **STRAIGHT, **ROUNDED, **BLOBS}

# Drawn anew for every width and height rather than stretched: the path for the box.
FITTED: Mapping[str, Callable[[float, float], str]] = {"speechBubble": bubble}


@functools.cache
def natural_outline(name: str) -> Outline:
    """A figure's outline at its natural size; raises KeyError for a name not in FIGURES."""
    return read_path(FIGURES[name].path)
