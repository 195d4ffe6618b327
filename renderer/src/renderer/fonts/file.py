"""A font file as it came, before anything is read in it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, weakref_slot=True)
class FontFile:
    """A font's bytes (TTF, OTF, WOFF or WOFF2) and where they came from.

    ``trusted`` says that the operator chose it, not a design or a network: others are tried out
    in a process apart before they are opened.
    """

    name: str
    data: bytes = field(repr=False)
    trusted: bool = False

    def __hash__(self) -> int:
        """Files are keys wherever something is known of them; megabytes are not gone through."""
        return hash((self.name, len(self.data)))
