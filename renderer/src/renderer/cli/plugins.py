"""``renderer plugins``: what is registered, and by whom."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from renderer.plugins import Registry

TITLES = {
    "register_element_types": "element types",
    "register_font_providers": "font providers",
    "register_output_formats": "output formats",
}


def plugins() -> None:
    """List element types, font providers and output formats with the plugin each comes from.

    Install a plugin beside the renderer (pip install NAME) and it is listed here.
    """
    from renderer.errors import PluginError
    from renderer.plugins import load_plugins

    try:
        registry = load_plugins()
    except PluginError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None
    typer.echo(plugin_table(registry))


def plugin_table(registry: Registry) -> str:
    """A section for each hook, a line for each name with its plugin."""
    width = max(len(name) for _, name in registry.owners)
    sections = []
    for hook, title in TITLES.items():
        owned = sorted((name, owner) for (of, name), owner in registry.owners.items() if of == hook)
        sections.append(
            "\n".join([title, *(f"  {name:{width}}  {owner}" for name, owner in owned)])
        )
    return "\n\n".join(sections)
