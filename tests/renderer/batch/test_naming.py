"""File names: one for each id on any file system."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.batch.naming import file_name

IDS = st.text(max_size=12) | st.text("aAbB~.3/- é", max_size=6) | st.text("Ab", min_size=90)
WINDOWS_FORBIDS = '<>:"/\\|?*'


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("ff-1", "ff-1.png"),
        ("FF-1", "FF-1~~3.png"),
        ("fF-1", "fF-1~~2.png"),
        ("shoe 7/b", "shoe~207~2fb.png"),
        ("café", "caf~c3~a9.png"),
        ("../up", "~2e.~2fup.png"),
        ("nul", "~6eul.png"),
        ("Con.txt", "~43on.txt.png"),
    ],
)
def test_a_name_shows_its_id(product: str, name: str) -> None:
    assert file_name(product, None, ".png") == name


def test_pages_have_names_of_their_own() -> None:
    assert file_name("a", 2, ".png") == "a~~p2.png"


@given(IDS, IDS, st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))
def test_two_ids_never_share_a_file(
    one: str, other: str, page: int | None, other_page: int | None
) -> None:
    """Also where a file system takes capitals and small letters for the same."""
    same = file_name(one, page, ".png").lower() == file_name(other, other_page, ".png").lower()
    assert same == ((one, page) == (other, other_page))


@given(IDS)
def test_a_name_is_safe_on_every_file_system(product: str) -> None:
    name = file_name(product, None, ".png")
    assert name.isascii()
    assert name.isprintable()
    assert not set(WINDOWS_FORBIDS) & set(name)
    assert len(name) < 120
    assert not name.startswith(".")
    assert unicodedata.normalize("NFD", name) == name
