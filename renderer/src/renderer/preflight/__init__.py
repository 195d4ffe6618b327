"""A template and a feed in, what will look wrong out, before a picture is drawn.

Products go through everything that drawing them would but the pixels: values into the template,
elements read, texts fitted to their boxes with the fonts that would draw them.
"""

from renderer.preflight.design import design_issues
from renderer.preflight.finding import Finding
from renderer.preflight.rows import CheckSettings
from renderer.preflight.run import check_feed, check_template
from renderer.preflight.tally import Example, Report, Tally

__all__ = [
    "CheckSettings",
    "Example",
    "Finding",
    "Report",
    "Tally",
    "check_feed",
    "check_template",
    "design_issues",
]
