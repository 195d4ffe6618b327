"""A picture has its time and no more, wherever in the work it runs out."""

from __future__ import annotations

import contextvars
import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from renderer import Limits, Outline, Renderer, TimeLimitError, ellipse, stroke_outline
from renderer.paint.box import Box
from renderer.time_limit import check_time, seconds_left, time_limit

HASTY = Renderer(limits=Limits(picture_seconds=0.1))
WORDS = "word " * 2000


def design(*elements: dict[str, Any], side: int = 1000) -> dict[str, Any]:
    return {"width": side, "height": side, "pages": [{"children": elements}]}


HEAVY = {
    "large overlapping figures": design(
        *({"type": "figure", "width": 3000, "height": 3000, "rotation": i} for i in range(500)),
        side=2000,
    ),
    "a text of a letter a line": design(
        *({"type": "text", "text": WORDS, "fontSize": 40 + i, "width": 1} for i in range(500))
    ),
    "a background behind many lines": design(
        *(
            {"type": "text", "text": WORDS, "fontSize": 12 + i, "width": 5,
             "backgroundEnabled": True, "textOverflow": "resize"}
            for i in range(500)
        )
    ),
    "stroked letters": design(
        *({"type": "text", "text": WORDS, "fontSize": 20 + i / 100, "strokeWidth": 5, "width": 900}
          for i in range(500))
    ),
    "blurred shadows": design(
        *({"type": "figure", "x": i, "width": 999, "height": 999, "shadowEnabled": True}
          for i in range(500))
    ),
    "effects": design(
        *({"type": "figure", "x": i, "width": 4000, "height": 4000, "blurEnabled": True}
          for i in range(500))
    ),
}  # fmt: skip


@pytest.fixture
def stage_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """A clock for ``draw``, at whose fifth look painting begins, and a picture's time."""
    looks, begun = itertools.count(1), list[float]()

    def look() -> float:
        if next(looks) == 5:
            begun.append(time.monotonic())
        return 0.0

    set_clock(monkeypatch, lambda: time.monotonic() - begun[0] if begun else 0.0)
    return look


def set_clock(monkeypatch: pytest.MonkeyPatch, clock: Callable[[], float]) -> None:
    monkeypatch.setattr("renderer.time_limit.time", SimpleNamespace(monotonic=clock))


@pytest.mark.parametrize("heavy", HEAVY.values(), ids=HEAVY.keys())
def test_drawing_stops_when_time_is_up_and_says_where(
    heavy: dict[str, Any], stage_clock: Callable[[], float]
) -> None:
    place = r"^pages\[0\]\.children\[\d+\] \(\w+\): takes longer than the 0\.1 s a picture may take"
    with pytest.raises(TimeLimitError, match=place):
        HASTY.draw(heavy, clock=stage_clock)


@pytest.mark.parametrize("missing", ["skip", "placeholder"])
def test_a_picture_out_of_time_is_no_missing_picture(missing: Any) -> None:
    hasty = Renderer(limits=Limits(picture_seconds=0.1), missing=missing)
    with pytest.raises(TimeLimitError):
        hasty.render(HEAVY["large overlapping figures"])


def test_parsing_stops_when_time_is_up() -> None:
    pages = [{"children": [{"type": "figure"}] * 500}] * 5000
    with pytest.raises(TimeLimitError):
        HASTY.render({"width": 9, "height": 9, "pages": pages})


@pytest.mark.parametrize(
    "work",
    [
        lambda: stroke_outline(Outline(ellipse(Box(0, 0, 9e9, 9e9)).contours * 100_000), 1e9),
        lambda: [check_time() for _ in iter(int, 1)],
    ],
)
def test_a_loop_stops_when_time_is_up(work: Callable[[], object]) -> None:
    with pytest.raises(TimeLimitError), time_limit(0.05):
        work()


def test_after_a_stopped_picture_the_renderer_draws_the_next(
    stage_clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TimeLimitError):
        HASTY.draw(HEAVY["large overlapping figures"], clock=stage_clock)
    set_clock(monkeypatch, lambda: 0.0)
    assert HASTY.render(design(side=9)).size == (9, 9)


def test_an_inner_limit_does_not_extend_an_outer_one() -> None:
    with time_limit(0), time_limit(60), pytest.raises(TimeLimitError, match="0 s"):
        check_time()


def test_no_time_is_limited_outside_of_a_picture() -> None:
    with time_limit(0):
        pass
    check_time()
    assert seconds_left(5) == 5


def test_a_thread_is_limited_by_the_context_it_is_given() -> None:
    with ThreadPoolExecutor(1) as pool, time_limit(0):
        context = contextvars.copy_context()
        with pytest.raises(TimeLimitError):
            pool.submit(context.run, check_time).result()
        pool.submit(check_time).result()
