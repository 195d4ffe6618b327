"""What is slow to import is imported by what needs it, and not before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "docs/example"
FOREIGN = {
    "babel", "fontTools", "multiprocessing", "platformdirs", "pyphen", "requests", "resvg_py",
    "rich", "typer", "uniseg", "urllib3", "xml",
}  # fmt: skip
OURS = {
    "apart.workers", "assets.svg", "batch", "cli", "fingerprint", "font_uses", "preflight",
    "resolve.template", "text.bidi_levels", "text.curve", "text.hyphenation", "text.rich",
}  # fmt: skip
CODECS = {"PIL.AvifImagePlugin", "PIL.ImageCms", "PIL.WebPImagePlugin", "html.parser"}
LOADED = "\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
DRAW = f"""
from renderer import Renderer, encode
encode(Renderer(assets={str(EXAMPLE)!r}).render(open({str(EXAMPLE / "ad.json")!r}, "rb").read()))
"""


def loaded_by(program: str) -> set[str]:
    """The modules a fresh process has loaded after a program; no plugins."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", program + LOADED],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "RENDERER_PLUGINS": "",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        },
    )
    return set(json.loads(done.stdout))


def test_importing_the_package_imports_no_library() -> None:
    named = {module.partition(".")[0] for module in loaded_by("import renderer")}
    assert named - sys.stdlib_module_names - {"__main__"} == {"renderer"}


def test_an_error_is_imported_without_what_draws() -> None:
    loaded = loaded_by("from renderer import RendererError")
    assert {"renderer.errors"} == {one for one in loaded if one.startswith("renderer.")}


def test_a_plain_ad_is_drawn_without_what_it_does_not_need() -> None:
    loaded = loaded_by(DRAW)
    packages = {module.partition(".")[0] for module in loaded}
    assert packages & FOREIGN == set()
    assert loaded & {f"renderer.{name}" for name in OURS} == set()
    assert loaded & CODECS == set()
