"""What a renderer can be told, by name, and whether that can be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

from renderer.errors import RendererError

if TYPE_CHECKING:
    from renderer.fonts.sources import FontSources
    from renderer.limits import Limits
    from renderer.setup import Blending, LineBreaking, Missing, TextOverflow

T = TypeVar("T")


class RendererSettings(TypedDict, total=False):
    """The arguments of ``Renderer``, for whoever passes them on."""

    assets: str | PathLike[str] | None
    fonts: Sequence[str | PathLike[str]]
    text_overflow: TextOverflow
    fallback: Sequence[str]
    allow_hosts: Sequence[str]
    limits: Limits | None
    line_breaking: LineBreaking
    missing: Missing
    blending: Blending
    font_sources: FontSources | None
    plugins: Sequence[str] | None
    blocked_plugins: Sequence[str]
    layer_bytes: int
    pixel_bytes: int
    asset_cache: str | PathLike[str] | None
    keep_freed_memory: bool


def choice(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise RendererError(f"{name} is {value!r}; one of {', '.join(known)} is expected")


def texts(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """A list of texts; a single one would be taken letter by letter."""
    listed = _listed(name, values)
    for one in listed:
        if not isinstance(one, str):
            raise RendererError(f"{name} holds {one!r}; a text is expected")
    return listed


def folder(name: str, path: str | PathLike[str]) -> Path:
    if not isinstance(path, str | PathLike) or not Path(path).is_dir():
        raise RendererError(f"{name} is {_shown(path)}; a folder that exists is expected")
    return Path(path)


def folders(name: str, paths: Iterable[str | PathLike[str]]) -> tuple[Path, ...]:
    return tuple(folder(f"{name}[{i}]", path) for i, path in enumerate(_listed(name, paths)))


def folder_to_make(name: str, path: str | PathLike[str]) -> Path:
    """A folder that is there, or may be made."""
    if not isinstance(path, str | PathLike) or (Path(path).exists() and not Path(path).is_dir()):
        raise RendererError(f"{name} is {_shown(path)}; a folder is expected")
    return Path(path)


def byte_count(name: str, value: int) -> int:
    if not isinstance(value, int) or value < 0:
        raise RendererError(f"{name} is {value!r}; a number of bytes, 0 or more, is expected")
    return value


def _listed(name: str, values: Iterable[T]) -> tuple[T, ...]:
    if isinstance(values, str | bytes | PathLike) or not isinstance(values, Iterable):
        raise RendererError(f"{name} is {_shown(values)}; a list is expected")
    return tuple(values)


def _shown(value: object) -> str:
    return repr(str(value) if isinstance(value, PathLike) else value)
