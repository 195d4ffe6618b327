"""``renderer plugins``: what is installed, and what each plugin registers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from renderer.plugins import Registry


def plugins(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the plugins with their versions and what each of them registers.

    Install a plugin beside the renderer (pip install NAME) and it is listed here. One that can't
    be loaded is a line on stderr, and the exit code is 1.
    """
    from renderer.plugins import load_plugins

    registry = load_plugins()
    typer.echo(json.dumps(described(registry), indent=2) if as_json else table(registry))
    for failure in registry.failures:
        print(failure, file=sys.stderr)
    if registry.failures:
        raise typer.Exit(1)


def described(registry: Registry) -> dict[str, Any]:
    """Every plugin with the names it registered through each hook, and what failed."""
    from renderer.hookspecs import PLUGIN_CONTRACT

    return {
        "contract": PLUGIN_CONTRACT,
        "plugins": [
            {
                "name": plugin.name,
                "distribution": plugin.distribution,
                "version": plugin.version,
                "built_in": plugin.built_in,
                "registers": registered_by(plugin.name, registry),
            }
            for plugin in registry.plugins.values()
        ],
        "failures": [
            {"plugin": one.plugin, "hook": one.hook, "problem": one.problem}
            for one in registry.failures
        ],
    }


def registered_by(plugin: str, registry: Registry) -> dict[str, list[str]]:
    """Names by kind ("element_types"); hooks around a page are names of the kind "page_hooks"."""
    found: dict[str, list[str]] = {}
    for (hook, name), owner in sorted(registry.owners.items()):
        if owner == plugin:
            found.setdefault(hook.removeprefix("register_"), []).append(name)
    for hook, implemented in registry.page_hooks.items():
        if any(one.plugin == plugin for one in implemented):
            found.setdefault("page_hooks", []).append(hook)
    return found


def table(registry: Registry) -> str:
    """The plugins, then a section for each kind of thing with a line for each name."""
    installed = [one for one in registry.plugins.values() if not one.built_in]
    by_kind: dict[str, list[tuple[str, str]]] = {
        "plugins": [(one.name, f"{one.distribution} {one.version}".strip()) for one in installed]
    }
    for plugin in registry.plugins:
        for kind, names in registered_by(plugin, registry).items():
            by_kind.setdefault(kind, []).extend((name, plugin) for name in names)
    return "\n\n".join(_sections(by_kind.items()))


def _sections(kinds: Iterable[tuple[str, list[tuple[str, str]]]]) -> Iterator[str]:
    for kind, rows in kinds:
        width = max((len(name) for name, _ in rows), default=0)
        lines = [f"  {name:{width}}  {beside}" for name, beside in sorted(rows)]
        yield "\n".join([kind.replace("_", " "), *(lines or ["  none installed"])])
