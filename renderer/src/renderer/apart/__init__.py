"""Calls of native code that may die of hostile bytes, made in processes of their own.

Threat: the libraries that draw svg, open fonts and decode pictures are native code. A stranger's
bytes may make one crash, run for minutes or take all memory, and none can be interrupted; in the
caller's process that would end every picture under way there.

Layers of defence: bytes are checked and bounded before any library sees them (``assets``,
``fonts``). Where checking can't be enough, the call goes to a process that is kept for the next
one: it has bounds of processor time and memory by the operating system, may write no files, and
sees nothing of the caller's environment that could be a secret. The caller waits for a bounded
time, ends a process that fails, and names the input that did it. What a process answers is data
(JSON and bytes), never code.

Residual risk: the process is no sandbox; bytes that take over a library act with the rights of
the user it runs as. On Windows the operating system bounds neither memory nor processor time,
only the caller's patience does. Formats with plain, long-tested decoders (JPEG, PNG, GIF), plain
svg and the operator's own fonts stay in the caller's process.
"""

from renderer.apart.call import call_apart
from renderer.apart.wire import ProcessLost

__all__ = ["ProcessLost", "call_apart"]
