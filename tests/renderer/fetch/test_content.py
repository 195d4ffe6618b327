"""Which contents are told to be the same."""

from __future__ import annotations

from pathlib import Path

from renderer.fetch import Fetcher
from renderer.limits import Limits


def test_a_file_is_the_same_content_until_it_changes(tmp_path: Path) -> None:
    fetcher = Fetcher(tmp_path, (), Limits())
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"first")
    first, again = (fetcher.fetch("photo.jpg").identity for _ in range(2))
    file.write_bytes(b"second")
    assert first == again != fetcher.fetch("photo.jpg").identity


def test_equal_data_uris_are_the_same_content() -> None:
    fetcher = Fetcher(None, (), Limits())
    first, again, other = (
        fetcher.fetch(f"data:,{text}").identity for text in ("photo", "photo", "another")
    )
    assert first == again != other
