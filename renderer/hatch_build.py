"""Carries the repository's ``fonts/`` into the distribution, from a checkout or from an sdist."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundledFonts(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # finds them in the checkout
            return
        root = Path(self.root)
        fonts = next(
            folder for folder in (root / "fonts", root.parent / "fonts") if folder.is_dir()
        )
        inside = "fonts" if self.target_name == "sdist" else "renderer/bundled_fonts"
        build_data["force_include"][str(fonts)] = inside
