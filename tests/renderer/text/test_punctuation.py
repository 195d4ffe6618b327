"""Which full-width marks give up their blank half."""

from __future__ import annotations

import pytest

from renderer.text.punctuation import halved_marks


def halved(text: str) -> str:
    """The marks that do, as H; all others as they are."""
    shown = list(text)
    for start, end, _ in halved_marks(text):
        shown[start:end] = "H" * (end - start)
    return "".join(shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("春「夏」秋", "春「夏」秋"),
        ("「「夏", "「H夏"),
        ("夏」」秋", "夏H」秋"),
        ("夏。」「秋", "夏H」H秋"),
        ("夏」・「秋", "夏H・H秋"),
        ("夏」\u3000「秋", "夏H\u3000H秋"),
        ("夏」!「", "夏」!「"),
        ("(夏)", "(夏)"),
    ],
)
def test_only_marks_beside_other_marks_do(text: str, expected: str) -> None:
    assert halved(text) == expected
