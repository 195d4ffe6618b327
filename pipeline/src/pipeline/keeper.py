"""Do something at intervals as long as a block runs: what is held must not run out meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context

from pipeline.log import logger

_LAST_BEAT = 0.5
"""Seconds that the block's end waits for a beat in hand."""


@contextmanager
def kept(
    beat: Callable[[], object], every: float, end: Callable[[], object] = lambda: None
) -> Iterator[None]:
    """Call ``beat`` every so many seconds, in a thread of its own, while the block runs.

    A beat that fails is logged and tried again at the next interval. It has the block's time
    limit; one that is slow all the same is not waited for. ``end`` is called after the last
    one, in the same thread.
    """
    ended = threading.Event()

    def keep() -> None:
        while not ended.wait(every):
            try:
                beat()
            except Exception as error:
                logger.warning("not kept", reason=f"{type(error).__name__}: {error}")
        end()

    keeper = threading.Thread(target=copy_context().run, args=(keep,), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join(_LAST_BEAT)
