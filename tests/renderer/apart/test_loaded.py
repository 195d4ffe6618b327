"""What a process apart loads for a font: it is started for the first ad of many a process."""

from __future__ import annotations

import subprocess
import sys

from renderer.fonts.bundled import bundled_font_folder

TRY_OUT = """
import sys
from pathlib import Path
from renderer.fonts.trial import try_out
try_out(Path(sys.argv[1]).read_bytes(), "font", 0)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
HEAVY = {"PIL", "msgspec", "concurrent", "logging", "requests"}


def test_a_font_is_tried_out_without_what_only_pictures_need() -> None:
    font = bundled_font_folder() / "roboto/Roboto-Regular.ttf"
    command = [sys.executable, "-c", TRY_OUT, str(font)]
    tried = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not HEAVY & set(tried.stdout.split())
