"""The page that shows failing golden cases: expected, actual and difference side by side."""

from __future__ import annotations

import html
from pathlib import Path

from damage import difference
from PIL import Image, ImageOps

FOLDER = Path(__file__).parents[2] / "golden-report"
KINDS = ("expected", "actual", "difference")
PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Golden cases that fail</title>
<style>
  body {{ font: 15px system-ui, sans-serif; margin: 2rem; background: #f4f4f4 }}
  section {{ margin-bottom: 3rem }}
  div {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem }}
  figure {{ margin: 0 }}
  img {{ max-width: 100%; box-shadow: 0 0 4px #999;
        background: repeating-conic-gradient(#ddd 0 25%, #fff 0 50%) 0 0 / 16px 16px }}
</style>
<h1>Golden cases that fail: {count}</h1>
{sections}
"""
SECTION = "<section><h2>{case}</h2><div>{figures}</div></section>"
FIGURE = '<figure><figcaption>{kind}</figcaption><img src="{src}" alt=""></figure>'


def clear() -> None:
    for path in sorted(FOLDER.glob("**/*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


def add(case: str, actual: Image.Image, expected: Image.Image) -> None:
    """Keep the pictures of a failing case, such as "text/wrap", for the page."""
    folder = FOLDER / case
    folder.mkdir(parents=True, exist_ok=True)
    actual.save(folder / "actual.png")
    expected.save(folder / "expected.png")
    if actual.size == expected.size:
        strong = difference(actual, expected).point([min(255, 4 * level) for level in range(256)])
        ImageOps.invert(strong).save(folder / "difference.png")


def write() -> Path | None:
    """Write the page of all cases kept since the report was cleared; None where none were."""
    cases = sorted(path.parent for path in FOLDER.glob("*/*/actual.png"))
    if not cases:
        return None
    sections = [_section(folder.relative_to(FOLDER)) for folder in cases]
    page = FOLDER / "index.html"
    page.write_text(PAGE.format(count=len(cases), sections="\n".join(sections)), "utf-8")
    return page


def _section(case: Path) -> str:
    figures = [FIGURE.format(kind=kind, src=f"{case.as_posix()}/{kind}.png") for kind in KINDS]
    return SECTION.format(case=html.escape(case.as_posix()), figures="".join(figures))
