"""Do something at intervals as long as a block runs: what is held must not run out meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.log import logger


@contextmanager
def kept(beat: Callable[[], object], every: float) -> Iterator[None]:
    """Call ``beat`` every so many seconds, in a thread of its own, while the block runs.

    A beat that fails is logged and tried again at the next interval.
    """
    ended = threading.Event()

    def keep() -> None:
        while not ended.wait(every):
            try:
                beat()
            except Exception as error:
                logger.warning("not kept", reason=f"{type(error).__name__}: {error}")

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
