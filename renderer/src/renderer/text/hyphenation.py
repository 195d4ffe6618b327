"""Soft hyphens where a language allows its words to be divided."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import regex
from msgspec.structs import replace

from renderer.text.breaking import SOFT_HYPHEN
from renderer.text.content import Paragraph

EXTRA = "pip install 'feedloom-renderer[locales]'"
SHORTEST = 6  # letters of a word that is divided
LEAST_BEFORE, LEAST_AFTER = 2, 3  # letters
_WORD = regex.compile(rf"\p{{L}}{{{SHORTEST},}}")


def hyphenated(paragraphs: Sequence[Paragraph], language: str) -> list[Paragraph]:
    """The paragraphs with soft hyphens in their words; ``language`` as in ``de`` or ``pt_BR``.

    Raises ValueError for a language without a dictionary, and where Pyphen is not installed.
    """
    dictionary = _dictionary(language)

    def divided(text: str) -> str:
        return _WORD.sub(lambda word: dictionary.inserted(word[0], SOFT_HYPHEN), text)

    return [
        replace(
            paragraph,
            spans=tuple(replace(span, text=divided(span.text)) for span in paragraph.spans),
        )
        for paragraph in paragraphs
    ]


@functools.cache
def _dictionary(language: str) -> Any:
    try:
        import pyphen
    except ImportError:
        raise ValueError(f"needs Pyphen ({EXTRA})") from None
    known = pyphen.language_fallback(language.replace("-", "_"))
    if known is None:
        raise ValueError(f"has no dictionary of {language!r}")
    return pyphen.Pyphen(lang=known, left=LEAST_BEFORE, right=LEAST_AFTER)
