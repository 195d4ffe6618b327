"""What the process does about memory, seen from the system's side."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LARGE_PAGES = Path("/sys/kernel/mm/transparent_hugepage")
MAPPED = """
from pathlib import Path
from renderer import heap
heap.keep_freed_memory()
maps = Path("/proc/self/smaps")
print(maps.read_text() if maps.exists() else "")
"""


def test_the_heap_is_asked_for_in_large_pages_where_the_system_has_them() -> None:
    asked = subprocess.run([sys.executable, "-c", MAPPED], capture_output=True, text=True)
    flags, is_heap = [], False
    for line in asked.stdout.splitlines():
        if line.startswith("VmFlags:"):
            flags += line.split() if is_heap else []
        elif "-" in line.partition(" ")[0]:
            is_heap = line.endswith("[heap]")
    assert asked.returncode == 0
    assert ("hg" in flags) is LARGE_PAGES.is_dir()
