"""``python -m renderer.cli`` for environments whose scripts are not on the PATH."""

from renderer.cli import app

app()
