"""Let plugins look at a page before it is drawn, and at its picture and issues afterwards."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from PIL import Image

from renderer.calls import calling
from renderer.context import PageContext
from renderer.design import Page, walk
from renderer.errors import PluginError
from renderer.issues import Issue
from renderer.plugins import Registry

MODES = ("RGB", "RGBA")

logger = logging.getLogger("renderer")


def before_page(page: Page, context: PageContext, registry: Registry) -> Page:
    """The page to draw: each plugin sees what the one before it made of it."""
    for hook in registry.page_hooks["before_page"]:
        with calling(hook.plugin, f"before_page of {context.place}"):
            for changed in hook.call(page=page, context=context):  # none where it returned None
                _check_page(changed, registry)
                page = changed
    return page


def after_page(image: Image.Image, context: PageContext, registry: Registry) -> Image.Image:
    """The picture to give: each plugin sees what the one before it made of it."""
    for hook in registry.page_hooks["after_page"]:
        with calling(hook.plugin, f"after_page of {context.place}"):
            for changed in hook.call(image=image, context=context):
                if not isinstance(changed, Image.Image):
                    raise TypeError(f"gave {changed!r:.60}; an image is expected")
                if changed.mode not in MODES or 0 in changed.size:
                    found = f"{changed.width} x {changed.height} pixels of mode {changed.mode}"
                    raise ValueError(f"gave {found}; mode {' or '.join(MODES)} is expected")
                image = changed
    return image


def report_issues(issues: Sequence[Issue], context: PageContext, registry: Registry) -> None:
    """A reporter that fails is a line of the log: the picture is none the worse for it."""
    for hook in registry.page_hooks["report_issues"]:
        try:
            with calling(hook.plugin, f"report_issues of {context.place}"):
                hook.call(issues=issues, context=context)
        except PluginError as error:
            logger.warning("%s", error)


def _check_page(page: object, registry: Registry) -> None:
    if not isinstance(page, Page):
        raise TypeError(f"gave {page!r:.60}; a page is expected")
    for top in page.nodes:
        for node in walk(top):
            known = registry.element_types.get(node.kind)
            if known is None:
                raise ValueError(f"gave {node.place} of type {node.kind!r}, which nobody draws")
            if not isinstance(node.element, known.model):
                expected = f"a {known.model.__name__} is expected"
                raise TypeError(f"gave {node.place} as {node.element!r:.60}; {expected}")
