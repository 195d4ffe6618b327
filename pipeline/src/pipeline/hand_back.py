"""Hand a message back, and say what becomes of it when SQS delivers it no more.

Only the phase knows who else is behind a message: nobody, as long as a request is not accepted;
the sweeper, once the database knows of what the message asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from pipeline.deadline import enough_time, time_left
from pipeline.errors import DatabaseRefused, OutOfTime, PipelineError, Unavailable
from pipeline.log import logger


class AtLast(Enum):
    """What becomes of a message that was handed back as often as SQS delivers it."""

    DEAD_LETTER = auto()
    """Nobody else knows of it."""
    LEFT = auto()
    """It is dropped: the sweeper finds in the database what it asked for."""
    SENT_ANEW = auto()
    """It was not even begun: a copy of it is delivered as often again."""


class HandBack(Exception):
    """The message is to be delivered again, because of ``cause``.

    ``pause`` are the seconds until then, where the phase knows them: then nothing has failed.
    Without, each pause is twice as long as the one before.
    """

    def __init__(self, cause: Exception, at_last: AtLast, pause: float | None = None) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.at_last = at_last
        self.pause = pause


@contextmanager
def handed_back(at_last: AtLast) -> Iterator[None]:
    """Hand the message back for what another try may mend, and for faults of ours.

    Other errors of the pipeline speak of the message itself and are let through.
    """
    try:
        yield
    except (Unavailable, DatabaseRefused) as error:
        raise HandBack(error, at_last) from error
    except (HandBack, PipelineError):
        raise
    except Exception as error:
        logger.exception("unexpected error")
        raise HandBack(error, at_last) from error


def begin(seconds: float) -> None:
    """Hand the message back unless so many seconds are left to work on it."""
    if not enough_time(seconds):
        out_of_time = OutOfTime(left=time_left(), seconds=seconds)
        raise HandBack(out_of_time, AtLast.SENT_ANEW, pause=0.0)
