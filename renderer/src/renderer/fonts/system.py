"""The machine's own fonts: as fontconfig lists them, else those of the system's known folders."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from renderer.fonts.emoji import is_emoji
from renderer.fonts.face import open_answer
from renderer.fonts.folder import SUFFIXES, LocalFace, best_answer, named_faces
from renderer.fonts.request import FontAnswer, FontRequest

FONTCONFIG_SECONDS = 20
TRIED_FOR_CHARACTERS = 30
MANY_SCRIPTS = {
    "darwin": ("Helvetica Neue", "Arial Unicode MS", "Hiragino Sans", "PingFang SC",
               "Apple SD Gothic Neo", "Geeza Pro", "Thonburi", "Kohinoor Devanagari",
               "Apple Symbols"),
    "win32": ("Segoe UI", "Segoe UI Symbol", "Yu Gothic", "Microsoft YaHei", "Malgun Gothic",
              "Nirmala UI", "Leelawadee UI"),
    "linux": ("DejaVu Sans", "Noto Sans", "Noto Sans CJK JP", "Noto Sans Symbols"),
}  # fmt: skip
EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji")

FilesByFamily = Mapping[str, list[Path]]


class SystemFonts:
    """Answers requests from installed fonts; which there are is found out at the first one.

    With an empty family it answers with any font that has the request's characters.
    """

    def __init__(self, fontconfig: bool | None = None) -> None:
        self._fontconfig = has_fontconfig() if fontconfig is None else fontconfig

    def find(self, request: FontRequest) -> FontAnswer | None:
        if not request.family:
            return self._any_with(request)
        return best_answer(self._faces(request.family), request)

    def _faces(self, family: str) -> list[LocalFace]:
        wanted = family.casefold()
        return [
            face
            for path in self._files.get(wanted, ())
            for name, face in named_faces(path)
            if name.casefold() == wanted
        ]

    def _any_with(self, request: FontRequest) -> FontAnswer | None:
        characters = request.characters
        found = _fontconfig_with(characters) if self._fontconfig else self._preferred(characters)
        for tried, (path, index) in enumerate(found):
            if tried == TRIED_FOR_CHARACTERS:
                break
            for _, face in named_faces(path):
                if face.index == index:
                    answer = best_answer([face], request)
                    if answer and open_answer(answer).draws(characters):
                        return answer
        return None

    def _preferred(self, characters: str) -> Iterator[tuple[Path, int]]:
        families = EMOJI if is_emoji(characters) else MANY_SCRIPTS.get(sys.platform, ())
        for family in families:
            yield from ((face.path, face.index) for face in self._faces(family))

    @functools.cached_property
    def _files(self) -> FilesByFamily:
        return _of_fontconfig() if self._fontconfig else _of_known_folders()


def has_fontconfig() -> bool:
    return sys.platform not in ("darwin", "win32") and shutil.which("fc-list") is not None


def _of_fontconfig() -> FilesByFamily:
    return _by_family(
        (Path(path), families.split(","))
        for path, families in _told("fc-list", "--format", "%{file}\t%{family}\n")
    )


def _fontconfig_with(characters: str) -> Iterator[tuple[Path, int]]:
    """Files that have the characters, the one fontconfig likes best first."""
    kind = "emoji" if is_emoji(characters) else ""
    pattern = f"{kind}:charset={' '.join(f'{ord(c):x}' for c in characters)}"
    for path, index in _told("fc-match", "--sort", "--format", "%{file}\t%{index}\n", pattern):
        yield Path(path), int(index or 0) & 0xFFFF  # above are the named instances


def _told(*command: str) -> Iterator[list[str]]:
    """A fontconfig command's lines of two columns; none where it fails."""
    try:
        said = subprocess.run(
            command, capture_output=True, timeout=FONTCONFIG_SECONDS, check=True, encoding="utf-8"
        ).stdout
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return
    yield from (columns for line in said.splitlines() if len(columns := line.split("\t")) == 2)


def _of_known_folders() -> FilesByFamily:
    files = (path for folder in font_folders(sys.platform, os.environ) for path in _inside(folder))
    return _by_family((path, {name for name, _ in named_faces(path)}) for path in files)


def font_folders(platform: str, environ: Mapping[str, str]) -> list[Path]:
    """Where a system keeps its fonts and its user's."""
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or "/")
    if platform == "darwin":
        shared = [Path("/System/Library/Fonts"), Path("/Library/Fonts")]
        return [*shared, home / "Library/Fonts"]
    if platform == "win32":
        local = environ.get("LOCALAPPDATA") or str(home / "AppData/Local")
        windows = environ.get("WINDIR") or r"C:\Windows"
        return [Path(windows, "Fonts"), Path(local, "Microsoft/Windows/Fonts")]
    data = environ.get("XDG_DATA_HOME") or str(home / ".local/share")
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path(data, "fonts")]


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def _by_family(found: Iterable[tuple[Path, Iterable[str]]]) -> FilesByFamily:
    files: dict[str, list[Path]] = {}
    for path, families in found:
        for family in families:
            listed = files.setdefault(family.casefold(), [])
            if path not in listed:
                listed.append(path)
    for listed in files.values():
        listed.sort()
    return files
