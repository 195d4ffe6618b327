"""Try again what the world outside refused, for a while, at growing and random distances."""

from __future__ import annotations

from dataclasses import dataclass

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_before_delay,
    wait_random_exponential,
)

from pipeline.deadline import time_left
from pipeline.log import logger

_KEPT = 5.0
"""Seconds of the time limit that waiting never uses up."""


@dataclass(frozen=True, slots=True)
class Patience:
    """For how long to try, in seconds, and the longest first and later pauses between tries."""

    limit: float = 10.0
    first_pause: float = 0.25
    longest_pause: float = 4.0

    def tries(self, what: str, errors: tuple[type[Exception], ...]) -> Retrying:
        """Tries until none of ``errors`` is raised, or the last one is; each is logged."""

        def log(state: RetryCallState) -> None:
            failure = state.outcome.exception() if state.outcome else None
            logger.warning(what, attempt=state.attempt_number, reason=first_line(failure))

        return Retrying(
            retry=retry_if_exception_type(errors),
            wait=wait_random_exponential(multiplier=self.first_pause, max=self.longest_pause),
            stop=stop_before_delay(min(self.limit, max(time_left() - _KEPT, 0.0))),
            before_sleep=log,
            reraise=True,
        )


def first_line(error: BaseException | None) -> str:
    """The first line of an error's words, or its name if it has none."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
