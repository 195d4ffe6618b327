"""A stranger's font is tried out in a process apart; the operator's own are not."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import pytest
from block_font import block_font

from renderer import FontError, FontFile
from renderer.apart.wire import Message
from renderer.fonts import trial
from renderer.fonts.face import open_face
from renderer.fonts.trial import harmless_sfnt


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Filled with the name of every font that is tried out."""
    names: list[str] = []
    call = trial.call_apart

    def watched(function: Any, data: bytes, arguments: Any, **options: Any) -> Message:
        names.append(arguments["name"])
        return call(function, data, arguments, **options)

    monkeypatch.setattr(trial, "call_apart", watched)
    return names


def test_a_strangers_font_is_tried_once_however_often_it_is_opened(tried: list[str]) -> None:
    file = FontFile("tried.ttf", block_font(family="Tried"))
    for _ in range(3):
        assert open_face(FontFile("tried.ttf", file.data)).family == "Tried"
    assert tried == ["tried.ttf"]


def test_the_operators_font_is_opened_at_once(tried: list[str]) -> None:
    open_face(FontFile("mine.ttf", block_font(family="Mine"), trusted=True))
    assert tried == []


def test_a_font_that_brings_the_library_down_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*args: object, **options: object) -> Message:
        raise trial.ProcessLost

    monkeypatch.setattr(trial, "call_apart", die)
    with pytest.raises(FontError, match=r"font odd\.ttf makes the font library fail"):
        harmless_sfnt(FontFile("odd.ttf", block_font()), 0)


def test_a_packed_font_that_unpacks_without_bound_is_refused() -> None:
    packed = zlib.compress(bytes(900_000_000), 9)
    entry = struct.pack(">4sLLLL", b"head", 64, len(packed), 900_000_000, 0)
    head = struct.pack(">4sLLHHLHHLLLLL", b"wOFF", 0x10000, 64 + len(packed), 1, 0,
                       900_000_012, 1, 0, 0, 0, 0, 0, 0)  # fmt: skip
    with pytest.raises(FontError, match=r"font bomb\.woff "):
        harmless_sfnt(FontFile("bomb.woff", head + entry + packed), 0)
