"""From the DESIGN arguments to the pictures to draw: which file goes where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Job:
    """A design's file and its picture's, or why the design can't be drawn."""

    design: Path
    target: Path
    problem: str = ""


def plan(designs: Sequence[Path], out: Path, suffixes: Sequence[str]) -> list[Job]:
    """A job for each design, in the order given, those of a folder by name.

    A file goes to OUT under its own name, a file in a folder to the same relative path under
    OUT, with the first of the format's suffixes. OUT is the picture itself where it has one of
    them and the only design is a file.
    """
    alone = len(designs) == 1 and not designs[0].is_dir()
    if alone and out.suffix.lower() in suffixes and not out.is_dir():
        return [Job(designs[0], out)]
    jobs: list[Job] = []
    drawn_to: dict[Path, Path] = {}
    for design, relative in _found(designs):
        target = out / relative.with_suffix(suffixes[0])
        problem = ""
        if design.is_dir():
            problem = "has no designs (*.json) in it"
        elif target in drawn_to:
            problem = f"would overwrite {target}, the picture of {drawn_to[target]}"
        jobs.append(Job(design, target, problem))
        drawn_to.setdefault(target, design)
    return jobs


def _found(designs: Sequence[Path]) -> Iterator[tuple[Path, Path]]:
    """Each design with its path relative to the argument that named it; an empty folder itself."""
    for design in designs:
        if not design.is_dir():
            yield design, Path(design.name)
            continue
        inside = sorted(path for path in design.rglob("*.json") if path.is_file())
        if not inside:
            yield design, Path(design.name)
        for path in inside:
            yield path, path.relative_to(design)
