"""What a text asks of the font providers, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FontRequest:
    """A family in a weight (100 to 900) and style; names are compared without case."""

    family: str
    weight: int = 400
    italic: bool = False


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font's bytes (TTF, OTF, WOFF or WOFF2) and where they came from."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class FontAnswer:
    """A face in a file, the axes to set, and the styles to synthesise on it."""

    file: FontFile
    index: int = 0
    axes: Mapping[str, float] = field(default_factory=dict)
    synthetic_bold: bool = False
    synthetic_italic: bool = False


@dataclass(frozen=True, slots=True)
class FontSettings:
    """What a provider may need to know of the renderer it serves."""

    folders: tuple[Path, ...] = ()
