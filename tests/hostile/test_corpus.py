"""What fuzzing begins with, and changes of it that are the same every time, do no harm."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "fuzz"))

from mutate import mutated
from targets import TARGETS, Target

CHANGED = 15


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS.keys())
def test_the_corpus_and_changes_of_it_raise_nothing_unforeseen(target: Target) -> None:
    chance, seeds = random.Random(target.name), target.seeds()
    assert seeds
    for data in seeds:
        target.try_out(data)
    for _ in range(CHANGED):
        target.try_out(mutated(chance, chance.choice(seeds), seeds, target.words, target.limit))


def test_a_change_is_no_longer_than_its_limit() -> None:
    chance = random.Random(1)
    for _ in range(200):
        assert len(mutated(chance, b"abc" * 10, [b"x" * 300], [b"word"], 100)) <= 100
