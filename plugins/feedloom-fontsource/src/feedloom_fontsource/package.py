"""One npm package of Fontsource: a family in many files, by subset of characters and by style."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from renderer import FaceStyle, FontAnswer, FontFile, FontRequest, answer_with, best_match

PLAIN = re.compile(r"[a-z0-9-]+")  # what a package may call its files by
RANGE = re.compile(r"U\+([0-9A-F]{1,6})(?:-([0-9A-F]{1,6}))?", re.IGNORECASE)
SUFFIXES = (".woff2", ".woff")

logger = logging.getLogger(__name__)

Ranges = Sequence[tuple[int, int]]


class Metadata(msgspec.Struct, frozen=True, rename="camel"):
    """What of a package's metadata.json counts here."""

    id: str
    family: str
    subsets: tuple[str, ...]
    weights: tuple[int, ...]
    styles: tuple[str, ...]
    def_subset: str

    def __post_init__(self) -> None:
        odd = [name for name in (self.id, *self.subsets, *self.styles) if not PLAIN.fullmatch(name)]
        if odd:
            raise ValueError(f"{odd[0]!r} names no file")
        if not (self.weights and self.styles and self.def_subset in self.subsets):
            raise ValueError("weights, styles or the default subset are missing")


@dataclass(frozen=True, slots=True)
class Package:
    """``ranges`` are each subset's characters, the default subset's first.

    A variable package has one file for all weights.
    """

    folder: Path
    metadata: Metadata
    ranges: Mapping[str, Ranges]
    is_variable: bool

    @property
    def families(self) -> tuple[str, ...]:
        """The names that designs know it by: a variable package also by that of its CSS."""
        family = self.metadata.family
        return (family, f"{family} Variable") if self.is_variable else (family,)

    def answer(self, request: FontRequest) -> FontAnswer | None:
        """The file of the subset that has the characters, in the style nearest to the one asked."""
        subset = next((one for one in self.ranges if self._has(one, request.characters)), None)
        styles = self._styles()
        style = styles[best_match(styles, request)]
        path = self._path(subset, style) if subset else None
        if path is None:
            return None
        answer = answer_with(FontFile(str(path), path.read_bytes()), style, request)
        return replace(answer, partial=len(self.ranges) > 1)

    def _has(self, subset: str, characters: str) -> bool:
        ranges = self.ranges[subset]
        return all(any(a <= ord(one) <= b for a, b in ranges) for one in characters)

    def _styles(self) -> list[FaceStyle]:
        weights, slants = self.metadata.weights, self.metadata.styles
        if self.is_variable:
            return [FaceStyle(min(weights), slant != "normal", max(weights)) for slant in slants]
        return [FaceStyle(weight, slant != "normal") for slant in slants for weight in weights]

    def _path(self, subset: str, style: FaceStyle) -> Path | None:
        slant = next(one for one in self.metadata.styles if (one != "normal") == style.italic)
        weight = "wght" if self.is_variable else style.weight
        stem = f"{self.metadata.id}-{subset}-{weight}-{slant}"
        paths = (self.folder / "files" / f"{stem}{suffix}" for suffix in SUFFIXES)
        return next((path for path in paths if path.is_file()), None)


def read_package(folder: Path) -> Package | None:
    """The package in a folder; one that can't be read is a warning in the log."""
    try:
        data = (folder / "metadata.json").read_bytes()
        metadata = msgspec.json.decode(data, type=Metadata)
        listed = msgspec.json.decode((folder / "unicode.json").read_bytes(), type=dict[str, str])
    except (OSError, msgspec.MsgspecError) as error:
        logger.warning("%s is no package of Fontsource: %s", folder, error)
        return None
    default = metadata.def_subset
    subsets = sorted(metadata.subsets, key=lambda name: name != default)
    ranges = {name: _ranges(listed.get(name, "")) for name in subsets}
    return Package(folder, metadata, ranges, folder.parent.name == "@fontsource-variable")


def _ranges(text: str) -> Ranges:
    """Code points, first and last, of a CSS ``unicode-range``."""
    return [(int(one[1], 16), int(one[2] or one[1], 16)) for one in RANGE.finditer(text)]
