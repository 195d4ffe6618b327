"""Layers painted once: what a page shares with the pages before it is laid again, not painted.

Kept are stamps, which are laid in the same order by the same arithmetic as when they were painted:
a picture from the cache equals a painted one to the byte, whatever blends with what. Where pages
begin alike, from the background up to the first layer that differs, the picture as it is there is
kept too, and the next page begins with a copy of it.

A layer is known by all that its pixels depend on (``Step.key``) and by the very bytes of its
sources, which are asked for each time. It is kept when it is met again, so that a product's own
layers, met once, drive out nothing.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec
from PIL import Image

from renderer.assets import Assets
from renderer.assets.store import Use
from renderer.cache import WeightedCache
from renderer.issues import Issue
from renderer.limits import MEGABYTE
from renderer.paint.box import PixelBox
from renderer.paint.colour import TRANSPARENT
from renderer.paint.surface import Recording, Stamp, Surface

logger = logging.getLogger(__name__)

FACT_BYTES = 8 * MEGABYTE
KEPT_STATES = 20_000
STAMP_BYTES = 300  # a stamp beside its pixels


def key_of(*parts: object) -> bytes | None:
    """A digest of values that JSON could hold, typed ones too; None where one is something else."""
    try:
        return _digest(msgspec.msgpack.encode(parts))
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """A layer to be painted: its place in the design, and how.

    ``key`` stands for all that its pixels depend on beside its sources; without one it is painted
    every time. ``paint`` says whether it painted what was asked for: a placeholder for a picture
    that may come back is not kept.
    """

    place: str
    key: bytes | None
    paint: Callable[[Recording], bool]


@dataclass(frozen=True, slots=True)
class Facts:
    """What painting a step came to; ``token`` stands for the pixels."""

    token: bytes
    uses: Sequence[Use]
    place: str
    issues: Sequence[Issue]

    def issues_at(self, place: str) -> Iterator[Issue]:
        for issue in self.issues:
            yield replace(issue, place=place) if issue.place == self.place else issue


class LayerCache:
    """Keeps layers up to a number of bytes, those used last; thread-safe."""

    def __init__(self, capacity: int) -> None:
        self.stamps: WeightedCache[bytes, Sequence[Stamp]] = WeightedCache(capacity, _weight)
        self.facts: WeightedCache[bytes, Facts] = WeightedCache(FACT_BYTES, _bulk)
        self._states: WeightedCache[bytes, bool] = WeightedCache(KEPT_STATES, lambda _: 1)

    def clear(self) -> None:
        self.stamps.make_room()

    def has_met(self, state: bytes) -> bool:
        """Whether a page was in a state before; from now on it was."""
        met = self._states.find(state) is not None
        self._states.keep(state, True)
        return met


@dataclass(slots=True)
class PagePainter:
    """Paints one page; ``assets`` and ``issues`` are those that its steps use and write to."""

    cache: LayerCache
    area: PixelBox
    assets: Assets
    issues: list[Issue]

    def paint(self, steps: Sequence[Step]) -> Image.Image:
        """The picture of all steps, one over the other; the first is the background."""
        known = list(self._known(steps))
        states = list(itertools.accumulate((facts.token for facts in known), _joined, initial=b""))
        met = [self.cache.has_met(state) for state in states[1:]]
        branch = (*met, False).index(False)
        done, image = self._begun(states)
        for step, facts in zip(steps[:done], known, strict=False):
            self.issues += facts.issues_at(step.place)
        state: bytes | None = states[done]
        for i, step in enumerate(steps[done:], done):
            stamps, token = self._stamps(step, known[i] if i < len(known) else self._facts(step))
            image = self._laid(stamps, image)
            state = _joined(state, token) if state is not None and token else None
            if state is None:
                continue
            if i + 1 == branch:
                if self.cache.stamps.has_room((Stamp(image, 0, 0),)):
                    self.cache.stamps.keep(state, (Stamp(image.copy(), 0, 0),))
            elif i >= len(known):
                self.cache.has_met(state)
        assert image is not None  # there is always a background
        logger.debug("layers: %d of %d at once; %s", done, len(steps), self.cache.stamps)
        return image

    def _known(self, steps: Sequence[Step]) -> Iterator[Facts]:
        """What is known of the first steps, up to one of which nothing is."""
        for step in steps:
            facts = self._facts(step)
            if facts is None:
                return
            yield facts

    def _facts(self, step: Step) -> Facts | None:
        """What is known of a step whose sources are still the same."""
        facts = self.cache.facts.find(step.key) if step.key else None
        return facts if facts and all(map(self.assets.finds_again, facts.uses)) else None

    def _begun(self, states: Sequence[bytes]) -> tuple[int, Image.Image | None]:
        """A copy of the picture after as many steps as possible, and their number."""
        for done in range(len(states) - 1, 0, -1):
            if kept := self.cache.stamps.find(states[done]):
                return done, kept[0].patch.copy()
        return 0, None

    def _stamps(self, step: Step, facts: Facts | None) -> tuple[Sequence[Stamp], bytes | None]:
        """A step's stamps, and the token that stands for them if they may be kept."""
        if facts and (kept := self.cache.stamps.find(facts.token)) is not None:
            self.issues += facts.issues_at(step.place)
            return kept, facts.token
        first_use, first_issue = len(self.assets.uses), len(self.issues)
        recording = Recording(self.area)
        as_asked = step.paint(recording)
        if step.key is None or not as_asked:
            return recording.stamps, None
        uses = tuple(dict.fromkeys(self.assets.uses[first_use:]))
        token = _joined(step.key, *(use.content for use in uses))
        issues = tuple(self.issues[first_issue:])
        self.cache.facts.keep(step.key, Facts(token, uses, step.place, issues))
        if facts and facts.token == token and self.cache.stamps.has_room(recording.stamps):
            self.cache.stamps.keep(token, [_kept(stamp) for stamp in recording.stamps])
        return recording.stamps, token

    def _laid(self, stamps: Sequence[Stamp], image: Image.Image | None) -> Image.Image:
        if image is None:
            if stamps and stamps[0].patch.mode == "RGB" and stamps[0].patch.size == self.area.size:
                image, stamps = stamps[0].page, stamps[1:]
            else:
                image = Surface(*self.area.size, TRANSPARENT).image
        for stamp in stamps:
            stamp.lay(image)
        return image


def _kept(stamp: Stamp) -> Stamp:
    """A stamp of its own pixels, which nobody paints on."""
    return stamp._replace(patch=stamp.patch.copy(), fresh=False)


def _joined(*parts: bytes) -> bytes:
    return _digest(b"".join(parts))


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def _weight(stamps: Sequence[Stamp]) -> int:
    return STAMP_BYTES + sum(STAMP_BYTES + _bytes_of(stamp.patch) for stamp in stamps)


def _bytes_of(patch: Image.Image) -> int:
    return patch.width * patch.height * (1 if patch.mode == "L" else 4)


def _bulk(facts: Facts) -> int:
    urls = sum(len(use.url) for use in facts.uses)
    return 500 + 2 * urls + sum(200 + len(issue.message) for issue in facts.issues)
