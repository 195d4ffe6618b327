"""How long an answer over http may be used, and how to ask whether it still holds (RFC 9111)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

UNTOLD = 300.0  # seconds, where the server says nothing
LEAST = 10.0  # one picture, and those made along with it, see one answer
MOST = 7 * 86_400.0


class Validity(Struct, frozen=True):
    """What a server said about an answer: its validators, and for how many seconds it holds."""

    etag: str | None = None
    last_modified: str | None = None
    seconds: float = UNTOLD
    may_be_stored: bool = True

    def after(self, earlier: Validity) -> Validity:
        """With the validators of an earlier answer where this one, "not modified", has none."""
        return replace(
            self,
            etag=self.etag or earlier.etag,
            last_modified=self.last_modified or earlier.last_modified,
        )

    def questions(self) -> dict[str, str]:
        """The request headers that ask for the body only if it changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


def validity_of(headers: Mapping[str, str]) -> Validity:
    """What the headers of an answer say; what they say wrongly counts as not said."""
    orders = headers.get("Cache-Control", "").lower()
    return Validity(
        headers.get("ETag"),
        headers.get("Last-Modified"),
        min(MOST, max(LEAST, _seconds(orders, headers))),
        not re.search(r"\bno-store\b", orders),
    )


def _seconds(orders: str, headers: Mapping[str, str]) -> float:
    if re.search(r"\bno-(cache|store)\b", orders):
        return 0.0
    if told := re.search(r"\bmax-age\s*=\s*\"?(\d{1,10})", orders):
        return float(told[1]) - _age(headers)
    if expires := headers.get("Expires"):
        end, start = _moment(expires), _moment(headers.get("Date", ""))
        return end - start if end is not None and start is not None else 0.0
    return UNTOLD


def _age(headers: Mapping[str, str]) -> float:
    """The seconds an answer has already spent in caches on the way."""
    text = headers.get("Age", "")
    return float(text) if text.isdecimal() and len(text) < 10 else 0.0


def _moment(text: str) -> float | None:
    import email.utils  # 5 ms: not without a server that says it so

    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
