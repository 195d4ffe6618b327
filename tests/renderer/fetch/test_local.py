"""Relative urls lead to files of the assets folder and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from renderer import AssetError, ForbiddenUrlError, Limits
from renderer.fetch import Fetcher


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """``assets/`` with a file in it and a secret beside it."""
    assets = tmp_path / "assets"
    (assets / "photos").mkdir(parents=True)
    (assets / "photos" / "a b.png").write_bytes(b"inside")
    (tmp_path / "secret.txt").write_bytes(b"outside")
    return assets


def get(folder: Path | None, url: str, limits: Limits | None = None) -> bytes:
    return Fetcher(folder, (), limits or Limits()).fetch(url).data


@pytest.mark.parametrize(
    "url", ["photos/a b.png", "photos/a%20b.png", "./photos/a b.png", "photos/a b.png?v=2"]
)
def test_a_relative_url_is_a_file_of_the_folder(folder: Path, url: str) -> None:
    assert get(folder, url) == b"inside"


@pytest.mark.parametrize(
    "url",
    [
        "../secret.txt",
        "photos/../../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "/etc/passwd",
        "file:///etc/passwd",
        "..\\secret.txt",
        "C:\\secret.txt",
        "photos/a.png%00.txt",
    ],
)
def test_a_way_out_of_the_folder_is_refused(folder: Path, url: str) -> None:
    with pytest.raises(ForbiddenUrlError):
        get(folder, url)


def test_a_symbolic_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    with pytest.raises(ForbiddenUrlError, match="outside"):
        get(folder, "link.txt")


def test_a_symbolic_link_within_the_folder_is_followed(folder: Path) -> None:
    (folder / "link.png").symlink_to(folder / "photos" / "a b.png")
    assert get(folder, "link.png") == b"inside"


def test_links_in_a_circle_are_an_error(folder: Path) -> None:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    with pytest.raises(AssetError, match=r"^a "):
        get(folder, "a")


def test_without_a_folder_a_relative_url_is_refused_with_the_way_to_name_one() -> None:
    with pytest.raises(ForbiddenUrlError, match="--assets DIR"):
        get(None, "photos/a.png")


def test_a_missing_file_is_an_error_that_names_it(folder: Path) -> None:
    with pytest.raises(AssetError, match=r"photos/none\.png is not in the assets folder"):
        get(folder, "photos/none.png")


def test_a_folder_is_no_file(folder: Path) -> None:
    with pytest.raises(AssetError):
        get(folder, "photos")


def test_a_file_over_the_limit_is_an_error(folder: Path) -> None:
    with pytest.raises(AssetError, match="larger than the 3 bytes"):
        get(folder, "photos/a b.png", Limits(download_bytes=3))


def test_a_file_that_changed_is_read_again(folder: Path) -> None:
    fetcher = Fetcher(folder, (), Limits())
    fetcher.fetch("photos/a b.png")
    (folder / "photos" / "a b.png").write_bytes(b"changed!")
    assert fetcher.fetch("photos/a b.png").data == b"changed!"


def test_a_link_that_is_changed_to_lead_outside_is_refused_from_then_on(folder: Path) -> None:
    fetcher = Fetcher(folder, (), Limits())
    link = folder / "link.png"
    link.symlink_to(folder / "photos" / "a b.png")
    fetcher.fetch("link.png")
    link.unlink()
    link.symlink_to(folder.parent / "secret.txt")
    with pytest.raises(ForbiddenUrlError, match="outside"):
        fetcher.fetch("link.png")


def test_a_file_that_went_is_an_error_from_then_on(folder: Path) -> None:
    fetcher = Fetcher(folder, (), Limits())
    fetcher.fetch("photos/a b.png")
    (folder / "photos" / "a b.png").unlink()
    with pytest.raises(AssetError, match="not in the assets folder"):
        fetcher.fetch("photos/a b.png")


def test_a_folder_that_is_a_link_is_asked_where_it_leads_now(folder: Path) -> None:
    """As releases are switched: another folder under the same name."""
    newer = folder.parent / "newer"
    newer.mkdir()
    (newer / "a.png").write_bytes(b"new!!!")
    (folder / "a.png").write_bytes(b"old!!!")
    current = folder.parent / "current"
    current.symlink_to(folder)
    fetcher = Fetcher(current, (), Limits())
    assert fetcher.fetch("a.png").data == b"old!!!"
    current.unlink()
    current.symlink_to(newer)
    assert fetcher.fetch("a.png").data == b"new!!!"
