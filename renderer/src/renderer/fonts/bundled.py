"""Where the fonts that come with the renderer are."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def bundled_font_folder() -> Path:
    """Inside the package where it was installed from a wheel, else the checkout's ``fonts``."""
    installed = PACKAGE / "bundled_fonts"
    return installed if installed.is_dir() else PACKAGE.parents[2] / "fonts"
