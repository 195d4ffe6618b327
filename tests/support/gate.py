"""An element that is painted once its gate is open: whoever draws it is held until then."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_PLUGIN = """
import os, time
from renderer import Element, ElementType, hookimpl

class Gate(Element, frozen=True, kw_only=True):
    text: str = ""

def paint(gate, context):
    while os.path.exists(gate.text):
        time.sleep(0.02)
    return ()

@hookimpl
def register_element_types(register):
    register(ElementType("gate", Gate, paint))
"""


def install_plugin(site: Path, name: str, code: str = _PLUGIN) -> None:
    """A plugin of one module, as an installer leaves it in a folder of the path."""
    about = site / f"{name}-1.0.dist-info"
    about.mkdir(parents=True)
    (site / f"{name}.py").write_text(code)
    (about / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[renderer]\n{name} = {name}\n")


def gated(file: Path) -> dict[str, Any]:
    """A small design whose gate is closed as long as the file is there."""
    file.touch()
    gate = {"type": "gate", "text": str(file)}
    return {"width": 9, "height": 9, "pages": [{"id": "p", "children": [gate]}]}
