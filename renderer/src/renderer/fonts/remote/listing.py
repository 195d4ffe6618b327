"""What Google Fonts says a family consists of: files with their styles and characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import tinycss2

from renderer.errors import AssetError
from renderer.fonts.matching import FaceStyle, best_match, declared_style
from renderer.fonts.request import FontRequest

WHOLE = ()
MAIN_CHARACTER = "A"  # the part of a family that holds it is its main file


class RemoteFace(msgspec.Struct, frozen=True):
    """A file's url, its style, and the code points it is for, as ranges (none: all there are)."""

    url: str
    style: FaceStyle
    ranges: tuple[tuple[int, int], ...] = WHOLE

    def holds(self, characters: str) -> bool:
        if self.ranges == WHOLE:
            return True
        return all(any(a <= ord(c) <= b for a, b in self.ranges) for c in characters)


def choose_face(faces: Sequence[RemoteFace], request: FontRequest) -> RemoteFace | None:
    """The best style's file; of a style in parts the one that holds the characters."""
    style = faces[best_match([face.style for face in faces], request)].style
    parts = [face for face in faces if face.style == style]
    wanted = request.characters or MAIN_CHARACTER
    holding = next((face for face in parts if face.holds(wanted)), None)
    return holding or (None if request.characters else parts[0])


def files_of(server: str, faces: Iterable[RemoteFace]) -> tuple[RemoteFace, ...]:
    """The faces whose files lie on a server, asked for over TLS where the server has it."""
    plain = server.replace("https://", "http://", 1)
    return tuple(
        msgspec.structs.replace(face, url=server + path)
        for face in faces
        if (path := face.url.removeprefix(server).removeprefix(plain)).startswith("/")
    )


class _Axis(msgspec.Struct):
    tag: str
    start: float
    end: float


class _Family(msgspec.Struct):
    family: str
    files: dict[str, str]
    axes: list[_Axis] = []


class _Catalogue(msgspec.Struct):
    items: list[_Family] = []


def faces_of_catalogue(body: bytes, family: str) -> list[RemoteFace]:
    """The files of a family in the Developer API's answer.

    Where the family has a weight axis, a file called regular or italic covers all of it.
    """
    try:
        found = msgspec.json.decode(body, type=_Catalogue).items
    except msgspec.MsgspecError as error:
        raise AssetError(f"Google's list of fonts can't be read ({error})") from None
    return [
        RemoteFace(url, _style_of(variant, item.axes if item.files.keys() <= VARIABLE else ()))
        for item in found
        if item.family.casefold() == family.casefold()
        for variant, url in item.files.items()
    ]


VARIABLE = {"regular", "italic"}


def _style_of(variant: str, axes: Sequence[_Axis]) -> FaceStyle:
    """ "regular", "italic", "700", "700italic"; a weight axis makes the first two a range."""
    italic = variant.endswith("italic")
    for axis in axes:
        if axis.tag == "wght":
            return FaceStyle(int(axis.start), italic, int(axis.end))
    return declared_style(variant.removesuffix("italic") or "normal", italic)


def faces_of_css(body: bytes, family: str) -> list[RemoteFace]:
    """The ``@font-face`` rules of a family in a style sheet."""
    rules = tinycss2.parse_stylesheet(body.decode("utf-8", "replace"), True, True)
    faces = []
    for rule in rules:
        if rule.type != "at-rule" or rule.lower_at_keyword != "font-face" or not rule.content:
            continue
        said = dict(_declarations(rule.content))
        url = next(iter(_urls(said.get("src", ()))), None)
        if url and _text(said.get("font-family", ())).casefold() == family.casefold():
            italic = _text(said.get("font-style", ())) not in ("", "normal")
            style = declared_style(_text(said.get("font-weight", ())), italic)
            ranges = tuple(
                (token.start, token.end)
                for token in said.get("unicode-range", ())
                if token.type == "unicode-range"
            )
            faces.append(RemoteFace(url, style, ranges))
    return faces


def _declarations(content: Any) -> Iterator[tuple[str, list[Any]]]:
    for one in tinycss2.parse_blocks_contents(content, True, True):
        if one.type == "declaration":
            yield one.lower_name, one.value


def _urls(tokens: Sequence[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type == "url":
            yield token.value
        elif token.type == "function" and token.lower_name == "url":
            yield from (one.value for one in token.arguments if one.type == "string")


def _text(tokens: Sequence[Any]) -> str:
    """Words, numbers and quoted words as they would be written without quotes."""
    words = (token.value if token.type == "string" else token.serialize() for token in tokens)
    return "".join(words).strip()
