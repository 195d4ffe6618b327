"""``renderer plugins``: what is registered, and by whom."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from renderer.plugins import Registry


def plugins() -> None:
    """List element types, font providers and output formats with the plugin each comes from.

    Install a plugin beside the renderer (pip install NAME) and it is listed here. One that can't
    be loaded is a line on stderr, and the exit code is 1.
    """
    from renderer.plugins import load_plugins

    registry = load_plugins()
    typer.echo(plugin_table(registry))
    for failure in registry.failures:
        print(failure, file=sys.stderr)
    if registry.failures:
        raise typer.Exit(1)


def plugin_table(registry: Registry) -> str:
    """A section for each hook, a line for each name with its plugin."""
    width = max(len(name) for _, name in registry.owners)
    sections = []
    for hook in dict.fromkeys(hook for hook, _ in registry.owners):
        title = hook.removeprefix("register_").replace("_", " ")
        owned = sorted((name, owner) for (of, name), owner in registry.owners.items() if of == hook)
        sections.append(
            "\n".join([title, *(f"  {name:{width}}  {owner}" for name, owner in owned)])
        )
    return "\n\n".join(sections)
