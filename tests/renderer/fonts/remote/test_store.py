"""Answers come back from a store as they were kept, or not at all."""

from __future__ import annotations

import dataclasses

import pytest
from block_font import block_font
from font_store import MemoryStore
from hypothesis import given
from hypothesis import strategies as st

from renderer.fonts.file import FontFile
from renderer.fonts.remote.store import KeptAnswers
from renderer.fonts.request import FontAnswer, FontRequest

SANS = FontRequest("Shop Sans")
FILE = FontFile("https://fonts.test/sans.ttf", block_font(), trusted=True)
ANSWER = FontAnswer(FILE, axes={"wght": 400.0})

requests = st.builds(
    FontRequest, st.text(max_size=8), st.integers(1, 1000), st.booleans(), st.text(max_size=3)
)
answers = st.builds(
    FontAnswer,
    st.builds(FontFile, st.text(max_size=8), st.binary(max_size=64), st.just(True)),
    st.integers(0, 64),
    st.dictionaries(st.text(min_size=4, max_size=4), st.floats(0, 1000), max_size=2),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@given(requests, answers)
def test_an_answer_comes_back_as_it_was(request_: FontRequest, answer: FontAnswer) -> None:
    store = MemoryStore()
    KeptAnswers(store).keep("google", request_, answer)
    assert KeptAnswers(store).find("google", request_) == answer


def test_a_kept_file_need_not_be_tried_again() -> None:
    store = MemoryStore()
    stranger = dataclasses.replace(FILE, trusted=False)
    KeptAnswers(store).keep("google", SANS, FontAnswer(stranger))
    found = KeptAnswers(store).find("google", SANS)
    assert found is not None
    assert found.file.trusted


@pytest.mark.parametrize(
    ("provider", "request_"),
    [
        ("other", SANS),
        ("google", FontRequest("Shop Serif")),
        ("google", FontRequest("Shop Sans", 700)),
        ("google", FontRequest("Shop Sans", italic=True)),
        ("google", FontRequest("Shop Sans", characters="a")),
    ],
)
def test_another_question_has_no_answer(provider: str, request_: FontRequest) -> None:
    store = MemoryStore()
    KeptAnswers(store).keep("google", SANS, ANSWER)
    assert KeptAnswers(store).find(provider, request_) is None


def test_case_makes_no_other_family() -> None:
    store = MemoryStore()
    KeptAnswers(store).keep("google", SANS, ANSWER)
    assert KeptAnswers(store).find("google", FontRequest("SHOP SANS")) == ANSWER


def test_a_file_that_serves_several_weights_is_kept_once() -> None:
    store = MemoryStore()
    kept = KeptAnswers(store)
    for weight in (400, 700):
        kept.keep("google", FontRequest("Shop Sans", weight), ANSWER)
    assert sum(name.endswith(".font") for name in store.entries) == 1


def test_a_file_that_serves_several_weights_is_one_in_memory() -> None:
    store = MemoryStore()
    for weight in (400, 700):
        KeptAnswers(store).keep("google", FontRequest("Shop Sans", weight), ANSWER)
    kept = KeptAnswers(store)
    regular, bold = (kept.find("google", FontRequest("Shop Sans", weight)) for weight in (400, 700))
    assert regular is not None
    assert bold is not None
    assert regular.file is bold.file


def entry(store: MemoryStore, suffix: str) -> str:
    return next(name for name in store.entries if name.endswith(suffix))


@given(st.data())
def test_a_damaged_entry_is_no_entry(data: st.DataObject) -> None:
    """Any change of the file is noticed; of the answer at least what makes it unreadable."""
    store = MemoryStore()
    KeptAnswers(store).keep("google", SANS, ANSWER)
    name = entry(store, ".font")
    at = data.draw(st.integers(0, len(store.entries[name]) - 1))
    damaged = bytearray(store.entries[name])
    damaged[at] ^= data.draw(st.integers(1, 255))
    store.entries[name] = bytes(damaged)
    assert KeptAnswers(store).find("google", SANS) is None


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b'{"file": "../../etc/passwd"}', b"\xff"])
def test_an_unreadable_answer_is_no_answer(damage: bytes) -> None:
    store = MemoryStore()
    KeptAnswers(store).keep("google", SANS, ANSWER)
    store.entries[entry(store, ".json")] = damage
    assert KeptAnswers(store).find("google", SANS) is None


def test_an_answer_without_its_file_is_no_answer() -> None:
    store = MemoryStore()
    KeptAnswers(store).keep("google", SANS, ANSWER)
    del store.entries[entry(store, ".font")]
    assert KeptAnswers(store).find("google", SANS) is None


def test_the_file_is_there_before_the_answer_that_names_it() -> None:
    written: list[str] = []

    class Watched(MemoryStore):
        def put(self, name: str, data: bytes) -> None:
            written.append(name.rpartition(".")[2])

    KeptAnswers(Watched()).keep("google", SANS, ANSWER)
    assert written == ["font", "json"]
