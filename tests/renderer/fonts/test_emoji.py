"""Which clusters are shown as emoji."""

from __future__ import annotations

import pytest

from renderer.fonts.emoji import is_emoji


@pytest.mark.parametrize(
    "cluster",
    [
        "\U0001f389",
        "\u2b50",
        "\u2764\ufe0f",
        "\U0001f469\u200d\U0001f680",
        "\U0001f44d\U0001f3fd",
        "\U0001f1e9\U0001f1ea",
        "1\ufe0f\u20e3",
    ],
    ids=["party", "star", "heart", "astronaut", "dark thumb", "flag", "keycap"],
)
def test_emoji(cluster: str) -> None:
    assert is_emoji(cluster)


@pytest.mark.parametrize("cluster", ["a", "1", "#", "\u2764", "\u00a9", "\u2b50\ufe0e", "\u6771"])
def test_no_emoji(cluster: str) -> None:
    assert not is_emoji(cluster)
