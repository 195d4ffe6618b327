"""A thousand products in three locales: each defect is found, named and counted, nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sample_feed import DEFECTS, Shop, template, write_shop

from renderer import open_feed
from renderer.preflight import CheckSettings, Finding, check_feed

pytest.importorskip("babel", reason="needs the extra locales")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return write_shop(tmp_path_factory.mktemp("shop"))


Found = dict[str, Counter[tuple[str, str]]]


@pytest.fixture(scope="module")
def found(shop: Shop) -> Found:
    """Of each kind of finding the locale and id of all products that have it."""
    seen: Found = defaultdict(Counter)
    for locale, path in shop.feeds.items():

        def note(product: str, line: int, findings: list[Finding], locale: str = locale) -> None:
            for kind in {finding.kind for finding in findings}:
                seen[kind][locale, product] += 1

        settings = CheckSettings(locale=locale, images=True, renderer={"assets": shop.folder})
        with open_feed(path) as feed:
            check_feed(template(), feed, settings, note)
    return seen


def test_there_are_a_thousand_products_in_three_locales(shop: Shop) -> None:
    rows = 0
    for path in shop.feeds.values():
        with open_feed(path) as feed:
            rows += sum(1 for _ in feed)
    assert (rows, len(shop.feeds)) == (1000, 3)
    assert len(DEFECTS) >= 20


KINDS = sorted({kind for defect in DEFECTS for kind in defect.kinds.split()})


@pytest.mark.parametrize("kind", KINDS)
def test_each_defect_is_found_named_and_counted(kind: str, shop: Shop, found: Found) -> None:
    assert found[kind] == shop.expected[kind]


def test_nothing_else_is_found(shop: Shop, found: Found) -> None:
    assert set(found) == set(shop.expected) == set(KINDS)


def test_the_same_seed_writes_the_same_feeds(shop: Shop, tmp_path: Path) -> None:
    again = write_shop(tmp_path)
    for locale, path in shop.feeds.items():
        assert path.read_bytes() == again.feeds[locale].read_bytes()
