"""The experiment of the pipeline's page works as printed, in a shell beside a running stack."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from waiting import wait_until

ROOT = Path(__file__).parents[2]
PIPELINE = f'pipeline() {{ "{sys.executable}" -m pipeline.cli "$@"; }}'


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell's commands")
def test_a_feed_of_ones_own_goes_through_the_stack(tmp_path: Path) -> None:
    page = (
        (ROOT / "docs/pipeline.md").read_text("utf-8").partition("For experiments of your own")[2]
    )
    stack, commands = re.findall(r"```console\n(.*?)```", page, re.DOTALL)[:2]
    lines = [line.removeprefix("$ ") for line in commands.splitlines()]
    (tmp_path / "docs").symlink_to(ROOT / "docs", target_is_directory=True)
    running = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", *shlex.split(stack.removeprefix("$ "))[1:]],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until((tmp_path / ".env").exists)
        script = "\n".join(["set -em", PIPELINE, *lines])
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
        )
    finally:
        running.terminate()
        running.wait()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 pictures in pictures" in done.stdout
    assert "3/3" in done.stdout
    sizes = {Image.open(picture).size for picture in (tmp_path / "pictures").glob("*.png")}
    assert sizes == {(600, 300)}
