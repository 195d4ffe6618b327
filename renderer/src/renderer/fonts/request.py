"""What a text asks of the font providers, and what they answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from renderer.errors import AssetError
from renderer.fonts.file import FontFile
from renderer.fonts.sources import FontSources
from renderer.limits import Limits


@dataclass(frozen=True, slots=True)
class FontRequest:
    """A family in a weight (100 to 900) and style; names are compared without case.

    ``characters`` is empty where the family's main file is asked for. It is set, to what that
    file lacks, when a family comes in several files (see ``FontAnswer.partial``), and with an
    empty ``family`` when any font will do that has them.
    """

    family: str
    weight: int = 400
    italic: bool = False
    characters: str = ""


@dataclass(frozen=True, slots=True)
class FontAnswer:
    """A face in a file, the axes to set, and the styles to synthesise on it.

    ``partial`` says that the file holds a part of the family's characters, and that the provider
    may be asked again for those it lacks.
    """

    file: FontFile
    index: int = 0
    axes: Mapping[str, float] = field(default_factory=dict)
    synthetic_bold: bool = False
    synthetic_italic: bool = False
    partial: bool = False


FindFont = Callable[[FontRequest], FontAnswer | None]
"""If it has a method ``close``, too, that is called when the renderer is closed."""


class FontCache(ABC):
    """Stands before every remote provider and keeps what it answers. Neither method raises."""

    @abstractmethod
    def find(self, provider: str, request: FontRequest) -> FontAnswer | None:
        """What that provider has answered to the same request before."""

    @abstractmethod
    def keep(self, provider: str, request: FontRequest, answer: FontAnswer) -> None:
        """Remember an answer whose file has proved to be a usable font."""

    def close(self) -> None:  # noqa: B027
        """Let go of connections: the renderer is closed."""


def _no_downloads(url: str) -> bytes:
    raise AssetError(f"{url} can't be had: these settings have no way to the network")


@dataclass(frozen=True, slots=True)
class FontSettings:
    """What a provider may need to know of the renderer it serves.

    ``download`` gives the bytes behind a url, with all of the renderer's guards and limits, and
    raises an AssetError where they can't be had.
    """

    folders: tuple[Path, ...] = ()
    sources: FontSources = field(default_factory=FontSources)
    download: Callable[[str], bytes] = _no_downloads
    limits: Limits = field(default_factory=Limits)
