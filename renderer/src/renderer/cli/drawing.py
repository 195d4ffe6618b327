"""Draw one job after the other; whatever goes wrong with one is a line and harms no other."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from renderer.cli.jobs import Job
from renderer.cli.profile import StageTimes
from renderer.cli.report import Report
from renderer.engine import Renderer
from renderer.errors import RendererError


@dataclass(frozen=True, slots=True)
class Drawing:
    """What all jobs share."""

    renderer: Renderer
    encode: Callable[[Image.Image], bytes]
    page: int
    scale: float
    report: Report
    show_traceback: bool = False
    times: StageTimes | None = None

    def run(self, job: Job) -> bool:
        """Whether the picture was written; if not, a line has said why."""
        problem = job.problem or self._problem_drawing(job)
        if problem:
            self.report.line(f"{job.design}: {problem}")
        self.report.step()
        return not problem

    def _problem_drawing(self, job: Job) -> str:
        try:
            design = job.design.read_bytes()
        except OSError as error:
            return f"can't be read ({error.strerror})"
        try:
            drawn = self.renderer.draw(design, self.page, self.scale)
            drawn_at = time.perf_counter()
            picture = self.encode(drawn.image)
            encoded_at = time.perf_counter()
        except RendererError as error:
            return str(error)
        except Exception as error:  # a mistake of ours must not cost the other pictures
            if self.show_traceback:
                self.report.line(traceback.format_exc())
            return f"internal error, {type(error).__name__}: {error} (--traceback shows where)"
        for issue in drawn.issues:
            self.report.line(f"note: {job.design}: {issue}")
        try:
            job.target.parent.mkdir(parents=True, exist_ok=True)
            job.target.write_bytes(picture)
        except OSError as error:
            return f"{job.target} can't be written ({error.strerror})"
        if self.times is not None:
            taken = {"encode": encoded_at - drawn_at, "write": time.perf_counter() - encoded_at}
            self.times.add({**drawn.timings, **taken})
        return ""
