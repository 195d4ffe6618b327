"""Line breaking by Unicode's rules, for those who want better than the editor's."""

from __future__ import annotations

import pytest

from renderer import Renderer, RendererError
from renderer.text.breaking import segments_of

pytest.importorskip("uniseg", reason="needs the extra unicode")


def pieces(text: str, rules: str = "unicode") -> list[str]:
    return [text[start:end] for start, end, _ in segments_of(text, rules)]


def test_a_line_does_not_begin_with_closing_punctuation() -> None:
    assert pieces("日本」、語。") == ["日", "本」、", "語。"]


def test_the_editor_breaks_there_all_the_same() -> None:
    assert pieces("本」、語", "editor") == ["本", "」", "、", "語"]


def test_urls_break_after_slashes() -> None:
    assert pieces("https://example.com/path") == ["https://", "example.com/", "path"]


def test_thai_breaks_between_its_words() -> None:
    assert pieces("ราคาพิเศษวันนี้") == ["ราคา", "พิเศษ", "วัน", "นี้"]


def test_spaces_follow_their_piece() -> None:
    assert segments_of("two  words", "unicode") == [(0, 3, 5), (5, 10, 10)]


def test_the_renderer_takes_the_rules_by_name() -> None:
    design = {
        "width": 100,
        "height": 60,
        "pages": [{"children": [{"type": "text", "text": "mmmmmm/mmm", "width": 104}]}],
    }
    by_editor = Renderer(text_overflow="resize").render(design)
    by_unicode = Renderer(text_overflow="resize", line_breaking="unicode").render(design)
    assert by_editor.tobytes() != by_unicode.tobytes()


def test_unknown_rules_are_refused() -> None:
    with pytest.raises(RendererError, match="line_breaking is 'icu'; one of editor, unicode"):
        Renderer(line_breaking="icu")  # type: ignore[arg-type]
