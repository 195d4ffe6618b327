"""How a text fits its box, in words."""

from __future__ import annotations

from collections.abc import Iterator

from renderer.elements.text import Text
from renderer.preflight.finding import Finding
from renderer.text.layout import Fitted

WORTH_SAYING = 0.9  # of its size: what shrinks less looks as it was meant
LEAST_READABLE = 9.0  # px
SLACK = 1.0  # px a text may be higher than its box


def fit_findings(text: Text, fitted: Fitted, overflow: str, place: str) -> Iterator[Finding]:
    share = fitted.size / text.size
    if share < WORTH_SAYING:
        message = f"shrinks from {text.size:g} to {fitted.size:g} px: {_start(text.text)}"
        yield Finding("text-shrunk", place, message, 1 - share)
    if fitted.size < LEAST_READABLE <= text.size:
        message = f"is {fitted.size:g} px high, too small to be read: {_start(text.text)}"
        yield Finding("text-tiny", place, message, 1 - fitted.size / LEAST_READABLE)
    excess = fitted.height - text.height
    if excess > SLACK and overflow != "ellipsis":
        message = f"is {excess:.0f} px higher than its box: {_start(text.text)}"
        yield Finding("text-overflow", place, message, excess / fitted.height)
    if fitted.is_cut:
        yield Finding("text-cut", place, f"is cut off: {_start(text.text)}", len(text.text) / 1e6)
    if fitted.splits_words:
        word = max(text.text.split(), key=len, default="")
        message = f"breaks a word that is too long for its line: {_start(word)}"
        yield Finding("word-split", place, message, min(1.0, len(word) / 100))


def _start(text: str) -> str:
    shown = " ".join(text[:200].split())
    return f"{shown[:40]}..." if len(shown) > 40 else shown
