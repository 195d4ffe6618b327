"""Fuzz the targets for a bounded time: ``python fuzz SECONDS [TARGET ...]``.

Each target runs in a process of its own. An input that brings the process down, raises what is no
RendererError, or takes far longer than a picture may is a finding: it is written to
``fuzz/findings`` and the exit code is 1.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import random
import subprocess
import sys
import time
from pathlib import Path

from mutate import mutated
from targets import PICTURE_SECONDS, TARGETS, Target

FINDINGS = Path(__file__).parent / "findings"
HANGS_AFTER = 4 * PICTURE_SECONDS + 10


class Count:
    """How many inputs were tried; what is under way is on disk, should it kill the process."""

    def __init__(self, target: Target) -> None:
        FINDINGS.mkdir(exist_ok=True)
        self.tried = 0
        self._target = target
        self.under_way = FINDINGS / f"{target.name}.under-way"

    def __call__(self, data: bytes) -> None:
        self.tried += 1
        self.under_way.write_bytes(data)
        faulthandler.dump_traceback_later(HANGS_AFTER, exit=True)
        self._target.try_out(data)
        faulthandler.cancel_dump_traceback_later()


def run_mutating(target: Target, seconds: float, seed: int) -> int:
    """Mutations of the corpus, and of what was mutated before, until time is up."""
    chance, count = random.Random(seed), Count(target)
    pool = target.seeds()
    for data in pool:
        count(data)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        data = mutated(chance, chance.choice(pool), pool, target.words, target.limit)
        count(data)
        if len(pool) < 200 and chance.random() < 0.05:
            pool.append(data)
    count.under_way.unlink()
    return count.tried


def run_apart(name: str, seconds: float, seed: int) -> tuple[int, bool]:
    """The number of inputs tried, and whether none was a finding."""
    command = [sys.executable, str(Path(__file__).parent), "--one", name, str(seconds), str(seed)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"tried"')]
    tried = json.loads(lines[-1])["tried"] if lines else 0
    under_way = FINDINGS / f"{name}.under-way"
    if done.returncode == 0 and lines:
        under_way.unlink(missing_ok=True)
        return tried, True
    if under_way.exists():
        data = under_way.read_bytes()
        kept = FINDINGS / f"{name}-{hashlib.sha256(data).hexdigest()[:16]}"
        under_way.rename(kept)
        print(f"{name}: finding in {kept}", flush=True)
    return tried, False


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        target, seconds, seed = TARGETS[arguments[1]], float(arguments[2]), int(arguments[3])
        print(json.dumps({"tried": run_mutating(target, seconds, seed)}))
        return 0
    seconds = float(arguments[0]) if arguments else 60.0
    names = arguments[1:] or list(TARGETS)
    seed = int(time.time())
    clean = True
    for name in names:
        tried, nothing = run_apart(name, seconds / len(names), seed)
        clean = clean and nothing
        print(
            f"{name}: {tried:,} inputs, {'nothing' if nothing else 'something'} found (seed {seed})"
        )
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
