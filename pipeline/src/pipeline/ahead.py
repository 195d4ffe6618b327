"""Load the photos of the messages that follow while the picture of one is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from pipeline import feeds
from pipeline.log import logger
from pipeline.messages import Generate, parse
from pipeline.parts import Parts

AHEAD = 4
"""Messages; a photo of a shop takes as long to come as a few pictures take to draw."""


class Ahead:
    """Looks at messages of one batch before their turn, at each once; for one thread.

    It only saves time: what goes wrong here is passed over, and found again in its turn.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: set[str] = set()

    def look(self, bodies: Iterable[str]) -> None:
        """Start loading what the next few of these messages show; returns at once."""
        for body in islice(bodies, AHEAD):
            if body not in self._seen:
                self._seen.add(body)
                self._load(body)

    def _load(self, body: str) -> None:
        try:
            message = parse(body)
            if not isinstance(message, Generate):
                return
            feed_id = str(message.data.generated_feed_id)
            design = self._parts.database.once(lambda one: feeds.waiting_design(one, feed_id))
            if design is not None:
                self._parts.processor.renderer.prefetch(design)
        except Exception as error:
            logger.debug("not loaded ahead", reason=f"{type(error).__name__}: {error}")
