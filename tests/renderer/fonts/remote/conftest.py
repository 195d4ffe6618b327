"""Google Fonts on loopback, for one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from google_fonts import Server, google_fonts


@pytest.fixture
def google() -> Iterator[Server]:
    with google_fonts() as server:
        yield server
