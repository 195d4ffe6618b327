"""Worker processes and the threads that look after them: one that dies costs one product.

Each process is driven by a thread, which hands it a few tasks ahead. Processes are spawned, not
forked, on every system: they share nothing with the parent but a pipe.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType

from renderer.batch.drawing import failed
from renderer.batch.manifest import Entry
from renderer.batch.task import Assignment, Task
from renderer.batch.worker import AHEAD, serve
from renderer.errors import RendererError
from renderer.processes import SPAWN

WAIT = 0.2  # seconds in which Ctrl-C is noticed where a wait can't be interrupted
STARTING = 120.0

Done = tuple[Task, list[Entry]]


class Workers:
    """``jobs`` processes; a product that takes longer than ``seconds`` is given up."""

    def __init__(self, assignment: Assignment, jobs: int, seconds: float) -> None:
        self._todo: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done | BaseException] = queue.SimpleQueue()
        self._most = jobs * (AHEAD + 1)
        self._drivers = [_Driver(assignment, seconds, self._todo, self._done) for _ in range(jobs)]

    def __enter__(self) -> Workers:
        for driver in self._drivers:
            driver.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for driver in self._drivers:
            if kind is not None:
                driver.stop()
            self._todo.put(None)
        for driver in self._drivers:
            driver.thread.join()

    def entries(self, tasks: Iterator[Task]) -> Iterator[Done]:
        """Each task with its entries, as they get done; only a few tasks are taken ahead."""
        under_way = 0
        more = True
        while more or under_way:
            while more and under_way < self._most:
                task = next(tasks, None)
                more = task is not None
                if task is not None:
                    self._todo.put(task)
                    under_way += 1
            if under_way:
                done = self._wait()
                under_way -= 1
                yield done

    def _wait(self) -> Done:
        while True:
            try:
                done = self._done.get(timeout=WAIT)
            except queue.Empty:
                continue
            if isinstance(done, BaseException):
                raise done
            return done


class _Driver:
    """A thread that keeps one worker process busy and alive."""

    def __init__(
        self,
        assignment: Assignment,
        seconds: float,
        todo: queue.SimpleQueue[Task | None],
        done: queue.SimpleQueue[Done | BaseException],
    ) -> None:
        self._assignment = assignment
        self._seconds = seconds
        self._todo = todo
        self._done = done
        self._ended = self._stopped = False
        self._waiting: deque[Task] = deque()
        self._given: deque[Task] = deque()
        self._suspects = 0  # of the waiting, the first so many go into a process alone
        self._process: BaseProcess | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def stop(self) -> None:
        """End at once; tasks that were given are not finished."""
        self._stopped = True
        if self._process:
            self._process.kill()

    def _run(self) -> None:
        try:
            while not self._stopped and (self._waiting or self._take(wait=True)):
                self._run_process()
        except BaseException as error:  # the main thread has to know
            self._done.put(error)

    def _run_process(self) -> None:
        """The life of one process."""
        process, connection = self._started()
        with connection:
            while self._fill(connection):
                try:
                    if not connection.poll(self._seconds):
                        process.kill()
                        self._fail(f"takes longer than {self._seconds:g} s")
                        break
                    entries: list[Entry] = connection.recv()
                except (EOFError, OSError):
                    process.join()
                    self._died(process.exitcode)
                    break
                self._suspects = max(0, self._suspects - 1)
                self._done.put((self._given.popleft(), entries))
        process.join()
        self._waiting.extendleft(reversed(self._given))
        self._given.clear()

    def _started(self) -> tuple[BaseProcess, Connection]:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(target=serve, args=(theirs, self._assignment), daemon=True)
        self._process = process
        process.start()
        theirs.close()
        try:
            if ours.poll(STARTING):
                ours.recv()
                return process, ours
        except (EOFError, OSError):
            pass
        process.kill()
        process.join()
        raise RendererError(f"a worker process can't be started (exit code {process.exitcode})")

    def _fill(self, connection: Connection) -> bool:
        """Give the process what it may have; whether there is anything to wait for."""
        while len(self._given) < (1 if self._suspects else AHEAD):
            if not self._waiting and not self._take(wait=not self._given):
                break
            self._given.append(self._waiting.popleft())
            try:
                connection.send(self._given[-1])
            except OSError:  # it is dead: reading its answer says so
                break
        return bool(self._given) and not self._stopped

    def _take(self, wait: bool) -> bool:
        """Whether another task came; there are no more once ``None`` has."""
        try:
            task = None if self._ended else self._todo.get(wait)
        except queue.Empty:
            return False
        self._ended = self._ended or task is None
        if task is not None:
            self._waiting.append(task)
        return task is not None

    def _died(self, exit_code: int | None) -> None:
        """Blame the only task it had; of several each has to show alone whether it was the one."""
        if len(self._given) == 1:
            self._fail(f"ends the process that draws it (exit code {exit_code})")
        else:
            self._suspects = len(self._given)

    def _fail(self, reason: str) -> None:
        task = self._given.popleft()
        self._suspects = max(0, self._suspects - 1)
        self._done.put((task, [failed(task, reason, task.remarks)]))
