"""Write the plugin that plugins.md makes from start to end, as its reader does.

python docs/tutorial.py FOLDER
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parent / "plugins.md"
FENCE = re.compile(r'^```\w+ title="(?P<title>[^"]+)"\n(?P<text>.*?)^```', re.MULTILINE | re.DOTALL)
TERMINAL = "Terminal"


def steps(folder: Path) -> Iterator[str]:
    """Write one file after the other; each command line comes once all before it are written."""
    for fence in FENCE.finditer(PAGE.read_text("utf-8")):
        if fence["title"] == TERMINAL:
            yield from fence["text"].splitlines()
            continue
        path = folder / fence["title"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fence["text"], "utf-8")


if __name__ == "__main__":
    for command in steps(Path(sys.argv[1])):
        print(command)
