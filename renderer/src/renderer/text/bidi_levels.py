"""Take a paragraph's characters, give their embedding levels (UAX 9, rules P2 to I2).

The rules carry the standard's names. Characters are known by their bidirectional class alone,
brackets also by their partner (rule N0).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

MAX_DEPTH = 125
MAX_OPEN_BRACKETS = 63
STRONG = {"L": "L", "R": "R", "AL": "R"}
STRONG_FOR_NEUTRALS = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
ISOLATE_INITIATORS = frozenset(("LRI", "RLI", "FSI"))
EMBEDDINGS = {"LRE": None, "RLE": None, "LRO": "L", "RLO": "R"}
REMOVED = frozenset((*EMBEDDINGS, "PDF", "BN"))  # rule X9
NEUTRAL = frozenset(("B", "S", "WS", "ON", "PDI")) | ISOLATE_INITIATORS


def first_strong_level(text: str) -> int:
    """1 where the first strong character outside isolates runs right to left (P2, P3)."""
    classes = _classes_of(text)
    return _first_strong(classes, _isolate_ends(classes), 0, len(classes))


def resolve_levels(text: str, base: int) -> list[int]:
    """A level for each character; removed ones (X9) have that of the character before."""
    originals = _classes_of(text)
    isolate_ends = _isolate_ends(originals)
    classes = list(originals)
    levels = _explicit_levels(classes, isolate_ends, base)
    kept = [at for at, name in enumerate(classes) if name not in REMOVED]
    for sequence in _isolating_sequences(kept, originals, levels, isolate_ends, base):
        _resolve_weak(sequence, classes)
        _resolve_brackets(sequence, classes, text, originals)
        _resolve_neutral(sequence, classes)
    steps = {("L", 1): 1, ("R", 0): 1, ("EN", 0): 2, ("AN", 0): 2, ("EN", 1): 1, ("AN", 1): 1}
    previous = base
    for at, name in enumerate(classes):
        if name in REMOVED:
            levels[at] = previous
        previous = levels[at] = levels[at] + steps.get((name, levels[at] % 2), 0)
    return levels


def _classes_of(text: str) -> list[str]:
    return [unicodedata.bidirectional(character) or "L" for character in text]


def _isolate_ends(classes: Sequence[str]) -> dict[int, int]:
    """Where each isolate that is closed ends (BD9)."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for at, name in enumerate(classes):
        if name in ISOLATE_INITIATORS:
            opened.append(at)
        elif name == "PDI" and opened:
            ends[opened.pop()] = at
    return ends


def _first_strong(classes: Sequence[str], ends: dict[int, int], start: int, end: int) -> int:
    at = start
    while at < end:
        if classes[at] in STRONG:
            return int(STRONG[classes[at]] == "R")
        at = ends.get(at, end) if classes[at] in ISOLATE_INITIATORS else at + 1
    return 0


def _explicit_levels(classes: list[str], ends: dict[int, int], base: int) -> list[int]:
    """The levels of embeddings, overrides and isolates (X1 to X8); sets overridden classes."""
    levels: list[int] = []
    stack: list[tuple[int, str | None, bool]] = [(base, None, False)]
    overflown_isolates = overflown_embeddings = isolates = 0
    for at, name in enumerate(classes):
        if name == "PDI":  # X6a
            if overflown_isolates:
                overflown_isolates -= 1
            elif isolates:
                overflown_embeddings = 0
                while not stack.pop()[2]:
                    pass
                isolates -= 1
        level, override, isolating = stack[-1]
        levels.append(base if name == "B" else level)
        if override and name != "B" and name not in REMOVED:
            classes[at] = override
        if name == "PDF":  # X7
            if overflown_isolates:
                pass
            elif overflown_embeddings:
                overflown_embeddings -= 1
            elif not isolating and len(stack) > 1:
                stack.pop()
        elif name in EMBEDDINGS or name in ISOLATE_INITIATORS:  # X2 to X5c
            isolate = name in ISOLATE_INITIATORS
            odd = name.startswith("R")
            if name == "FSI":
                odd = bool(_first_strong(classes, ends, at + 1, ends.get(at, len(classes))))
            new = level + 1 if (level + 1) % 2 == odd else level + 2
            if new <= MAX_DEPTH and not overflown_isolates and not overflown_embeddings:
                isolates += isolate
                stack.append((new, EMBEDDINGS.get(name), isolate))
            elif isolate:
                overflown_isolates += 1
            elif not overflown_isolates:
                overflown_embeddings += 1
    return levels


class _Sequence(Struct, frozen=True):
    """An isolating run sequence (BD13): its characters' places, level, and what is around it."""

    places: Sequence[int]
    level: int
    start: str
    end: str

    @property
    def direction(self) -> str:
        return _direction(self.level)


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _isolating_sequences(
    kept: Sequence[int],
    classes: Sequence[str],
    levels: Sequence[int],
    ends: dict[int, int],
    base: int,
) -> Iterator[_Sequence]:
    """The sequences of level runs, isolates left out (X10)."""
    runs: list[list[int]] = []
    for place in kept:
        if runs and levels[runs[-1][-1]] == levels[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
    neighbours = {place: number for number, place in enumerate(kept)}
    run_of_start = {run[0]: run for run in runs}
    closed_by = {end: start for start, end in ends.items()}
    for run in runs:
        if run[0] in closed_by:
            continue  # it goes on the sequence of its initiator
        places = list(run)
        while places[-1] in ends:
            places += run_of_start[ends[places[-1]]]
        level = levels[places[0]]
        before, after = neighbours[places[0]] - 1, neighbours[places[-1]] + 1
        left = levels[kept[before]] if before >= 0 else base
        opens = classes[places[-1]] in ISOLATE_INITIATORS
        right = levels[kept[after]] if after < len(kept) and not opens else base
        yield _Sequence(places, level, _direction(max(level, left)), _direction(max(level, right)))


def _resolve_weak(sequence: _Sequence, classes: list[str]) -> None:
    """Numbers and what belongs to them (W1 to W7)."""
    places = sequence.places
    previous = strong = sequence.start
    for place in places:  # W1 to W3
        name = classes[place]
        if name == "NSM":
            name = "ON" if previous in ISOLATE_INITIATORS or previous == "PDI" else previous
        previous = name
        if name in STRONG:
            strong = name
        elif name == "EN" and strong == "AL":
            name = "AN"
        classes[place] = name
    names = ["R" if classes[place] == "AL" else classes[place] for place in places]
    for at in range(1, len(names) - 1):  # W4
        before, name, after = names[at - 1 : at + 2]
        if before == after and (
            (name in ("ES", "CS") and before == "EN") or (name == "CS" and before == "AN")
        ):
            names[at] = before
    for start, end in _stretches(names, {"ET"}):  # W5
        if "EN" in (names[start - 1 : start] + names[end : end + 1]):
            names[start:end] = ["EN"] * (end - start)
    strong = sequence.start
    for place, name in zip(places, names, strict=True):  # W6, W7
        if name in ("ES", "ET", "CS"):
            name = "ON"
        elif name in ("L", "R"):
            strong = name
        elif name == "EN" and strong == "L":
            name = "L"
        classes[place] = name


def _resolve_brackets(
    sequence: _Sequence, classes: list[str], text: str, originals: Sequence[str]
) -> None:
    """Both brackets of a pair get one direction (N0)."""
    places = sequence.places
    for opened, closed in _bracket_pairs(places, classes, text):
        inside = _strong_classes(classes[place] for place in places[opened + 1 : closed])
        if sequence.direction in inside:
            direction = sequence.direction
        elif inside:
            before = _strong_classes(classes[place] for place in places[:opened])
            context = before[-1] if before else sequence.start
            direction = context if context in inside else sequence.direction
        else:
            continue
        for at in (opened, closed):
            classes[places[at]] = direction
            for place in places[at + 1 :]:  # marks on a bracket follow it
                if originals[place] != "NSM":
                    break
                classes[place] = direction


def _strong_classes(names: Iterable[str]) -> list[str]:
    return [STRONG_FOR_NEUTRALS[name] for name in names if name in STRONG_FOR_NEUTRALS]


def _bracket_pairs(
    places: Sequence[int], classes: Sequence[str], text: str
) -> list[tuple[int, int]]:
    """Pairs of indices into ``places`` by where they open (BD16)."""
    pairs: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for at, place in enumerate(places):
        if classes[place] != "ON":
            continue
        bracket = unicodedata.normalize("NFC", text[place])
        closing = _closing_bracket(bracket)
        if closing:
            if len(opened) == MAX_OPEN_BRACKETS:
                return []
            opened.append((closing, at))
            continue
        for depth in range(len(opened) - 1, -1, -1):
            if opened[depth][0] == bracket:
                pairs.append((opened[depth][1], at))
                del opened[depth:]
                break
    return sorted(pairs)


@functools.cache
def _closing_bracket(character: str) -> str | None:
    """The partner of an opening bracket, by its name; None for all other characters."""
    if unicodedata.category(character) != "Ps" or not unicodedata.mirrored(character):
        return None
    try:
        partner = unicodedata.lookup(unicodedata.name(character).replace("LEFT", "RIGHT"))
    except KeyError:  # the partner of an irregular name is the next character
        partner = character
    return partner if partner != character else chr(ord(character) + 1)


def _resolve_neutral(sequence: _Sequence, classes: list[str]) -> None:
    """Neutrals between equal directions take them, others that of the level (N1, N2)."""
    places = sequence.places
    names = [classes[place] for place in places]
    for start, end in _stretches(names, NEUTRAL):
        before = STRONG_FOR_NEUTRALS[names[start - 1]] if start else sequence.start
        after = STRONG_FOR_NEUTRALS[names[end]] if end < len(names) else sequence.end
        direction = before if before == after else sequence.direction
        for place in places[start:end]:
            classes[place] = direction


def _stretches(names: Sequence[str], wanted: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each longest stretch of ``wanted`` names."""
    start = 0
    while start < len(names):
        end = start
        while end < len(names) and names[end] in wanted:
            end += 1
        if end > start:
            yield start, end
        start = max(end, start + 1)
