"""The width of every cluster of a paragraph, in ems: what breaking needs to know."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from renderer.text.breaking import Segment, segments_of
from renderer.text.content import Paragraph
from renderer.text.itemize import GRAPHEME, FaceChooser, Item, itemize
from renderer.text.word import SetWord, set_word
from renderer.time_limit import check_time

TAB_SPACES = 8


class MeasuredParagraph(Struct, frozen=True):
    """A paragraph with its items and the summed advance before each character.

    ``starts`` are the characters that begin a cluster, where a word may be split; ``segments``
    are the pieces between which lines may break. Unless it ``is_mixed`` all runs left to right,
    and any line of it is made of the same items.
    """

    paragraph: Paragraph
    text: str
    items: tuple[Item, ...]
    before: tuple[float, ...]
    starts: tuple[int, ...]
    segments: tuple[Segment, ...]
    is_mixed: bool

    def width(self, start: int, end: int) -> float:
        """Ems from one character to another, tabs not counted."""
        return self.before[end] - self.before[start]

    @property
    def ink(self) -> float:
        """The width of everything that no break can swallow, in ems."""
        spaces = (item for item in self.items if item.is_space)
        return self.before[-1] - sum(self.width(item.start, item.end) for item in spaces)

    def items_within(self, start: int, end: int) -> tuple[Item, ...] | None:
        """The items that make up a line; None where it cuts one, or they would not be the same."""
        if self.is_mixed:
            return None
        first = bisect_left(self.items, start, key=_start)
        last = bisect_left(self.items, end, lo=first, key=_start)
        found = self.items[first:last]
        if not found:
            return found if start == end else None
        return found if found[0].start == start and found[-1].end == end else None

    def last_fitting(self, start: int, end: int, width: float) -> int:
        """Where to cut so that the part from ``start`` fits: at least one cluster, at most all."""
        reach = self.before[start] + max(0.0, width) + 1e-9
        limit = bisect_right(self.before, reach, start, end + 1) - 1
        cut = self.starts[bisect_right(self.starts, limit) - 1] if limit < end else end
        if cut > start:
            return cut
        following = bisect_right(self.starts, start)
        return self.starts[following] if following < len(self.starts) else end


def measure(
    paragraph: Paragraph, faces: FaceChooser, breaking: str = "editor"
) -> MeasuredParagraph:
    """Shape a paragraph to know its widths; ``breaking`` names the rules lines break by."""
    check_time()
    text = paragraph.text
    direction = "rtl" if paragraph.base_level else "ltr"
    paragraph = replace(paragraph, direction=direction)  # its lines keep it
    items = tuple(itemize(paragraph, faces))
    advances: list[float] = []
    starts: list[int] = []
    for item in items:
        word = set_item(text, item)
        advances += word.advances
        starts += [item.start + start for start in word.starts]
    if not text.isascii():  # some fonts shape a grapheme cluster as several of theirs
        graphemes = {match.start() for match in GRAPHEME.finditer(text)}
        starts = [start for start in starts if start in graphemes]
    return MeasuredParagraph(
        paragraph,
        text,
        items,
        (0.0, *accumulate(advances)),
        tuple(starts),
        tuple(segments_of(text, breaking)),
        is_mixed=any(item.level for item in items),
    )


def set_item(text: str, item: Item, block: float | None = None) -> SetWord:
    word = text[item.start : item.end]
    return set_word(word, item.style, item.face, item.script, item.rtl, block)


def _start(item: Item) -> int:
    return item.start
