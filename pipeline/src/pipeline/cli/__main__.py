"""``python -m pipeline.cli`` for environments whose scripts are not on the PATH."""

from pipeline.cli import app

if __name__ == "__main__":
    app()
