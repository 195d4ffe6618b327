"""The worker process: tasks in through a pipe, entries out, in the same order."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection

from renderer.batch.drawing import Prepared, ProductDrawing
from renderer.batch.task import Assignment, Task
from renderer.heap import share_one_heap
from renderer.processes import leave_ctrl_c_to_the_parent

AHEAD = 4
"""Products whose pictures are loaded while one before them is painted."""


def serve(connection: Connection, assignment: Assignment) -> None:
    """Until the pipe ends, which it also does when the parent dies."""
    leave_ctrl_c_to_the_parent()
    share_one_heap()
    drawing = ProductDrawing(assignment)
    connection.send(None)
    coming: queue.SimpleQueue[Future[Prepared] | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, drawing, coming), daemon=True).start()
    while (prepared := coming.get()) is not None:
        entries = drawing.draw(prepared.result())
        try:
            connection.send(entries)
        except OSError:
            return


def _receive(
    connection: Connection,
    drawing: ProductDrawing,
    coming: queue.SimpleQueue[Future[Prepared] | None],
) -> None:
    with ThreadPoolExecutor(AHEAD) as pool:
        while True:
            try:
                task: Task = connection.recv()
            except (EOFError, OSError):
                break
            coming.put(pool.submit(drawing.prepare, task))
    coming.put(None)
