"""Find the plugins, ask each for what it registers, and hold the answers by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, TypeVar

import pluggy

from renderer import hookspecs
from renderer.errors import PluginError
from renderer.hookspecs import ElementType, FontProvider, OutputFormat

GROUP = "renderer"
BUILT_INS = (
    "renderer.elements.text",
    "renderer.elements.image",
    "renderer.elements.figure",
    "renderer.elements.svg",
    "renderer.elements.line",
    "renderer.elements.group",
    "renderer.fonts.providers",
    "renderer.output",
)

T = TypeVar("T", ElementType, FontProvider, OutputFormat)


@dataclass(slots=True)
class Registry:
    """Everything the plugins registered, by name; ``owners`` says for each hook which plugin did.

    A plugin is known by its entry point's name, a built-in by its module's.
    """

    element_types: dict[str, ElementType] = field(default_factory=dict)
    font_providers: dict[str, FontProvider] = field(default_factory=dict)
    output_formats: dict[str, OutputFormat] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)


def load_plugins() -> Registry:
    """Built-ins first, then the installed distributions' entry points.

    Raises PluginError where a plugin can't be imported, raises, registers something of the wrong
    kind, or takes a name that is taken.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    for name in BUILT_INS:
        module = __import__(name, fromlist=["*"])
        manager.register(module, name)
    for point in entry_points(group=GROUP):
        try:
            manager.register(point.load(), point.name)
        except Exception as error:  # whatever a stranger's import raises
            raise PluginError(point.name, "import", f"{type(error).__name__}: {error}") from error
    registry = Registry()
    owners = registry.owners
    _collect(manager, "register_element_types", ElementType, registry.element_types, owners)
    _collect(manager, "register_font_providers", FontProvider, registry.font_providers, owners)
    _collect(manager, "register_output_formats", OutputFormat, registry.output_formats, owners)
    return registry


def _collect(
    manager: pluggy.PluginManager,
    hook: str,
    kind: type[T],
    into: dict[str, T],
    owners: dict[tuple[str, str], str],
) -> None:
    """Call one plugin's hook at a time, so that a failure can name its plugin."""
    for plugin_name, plugin in manager.list_name_plugin():
        others = [other for other in manager.get_plugins() if other is not plugin]
        call: Callable[..., Any] = manager.subset_hook_caller(hook, others)

        def register(entry: T, plugin_name: str = plugin_name) -> None:
            if not isinstance(entry, kind):
                raise PluginError(
                    plugin_name, hook, f"registered {entry!r}; a {kind.__name__} is expected"
                )
            if entry.name in into:
                raise PluginError(plugin_name, hook, f"the name {entry.name!r} is already taken")
            into[entry.name] = entry
            owners[hook, entry.name] = plugin_name

        try:
            call(register=register)
        except PluginError:
            raise
        except Exception as error:  # whatever a stranger's hook raises
            raise PluginError(plugin_name, hook, f"{type(error).__name__}: {error}") from error
