"""Find the plugins, ask each for what it registers, and hold the answers by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any

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
    "renderer.font_providers",
    "renderer.output",
)


@dataclass(slots=True)
class Registry:
    """Everything the plugins registered, by name; ``owners`` says for each hook which plugin did.

    A plugin is known by its entry point's name, a built-in by its module's. ``failures`` says
    what of the installed plugins couldn't be had, and why.
    """

    element_types: dict[str, ElementType] = field(default_factory=dict)
    font_providers: dict[str, FontProvider] = field(default_factory=dict)
    output_formats: dict[str, OutputFormat] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    failures: list[PluginError] = field(default_factory=list)


def load_plugins() -> Registry:
    """Built-ins first, then the installed distributions' entry points.

    A plugin that can't be imported, raises, registers something of the wrong kind, or takes a name
    that is taken is a failure in the registry; what it registered before, and all others, live on.
    """
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    for name in BUILT_INS:
        module = __import__(name, fromlist=["*"])
        manager.register(module, name)
    registry = Registry()
    for point in entry_points(group=GROUP):
        try:
            manager.register(point.load(), point.name)
        except Exception as error:  # whatever a stranger's import raises
            registry.failures.append(_failure(point.name, "import", error))
    for plugin_name, plugin in manager.list_name_plugin():
        others = [other for other in manager.get_plugins() if other is not plugin]
        for hook, kind, entries in (
            ("register_element_types", ElementType, registry.element_types),
            ("register_font_providers", FontProvider, registry.font_providers),
            ("register_output_formats", OutputFormat, registry.output_formats),
        ):
            listing = _Listing(plugin_name, hook, kind, entries, registry.owners)
            try:
                manager.subset_hook_caller(hook, others)(register=listing.register)
            except Exception as error:  # whatever a stranger's hook raises
                registry.failures.append(_failure(plugin_name, hook, error))
    return registry


@dataclass(frozen=True, slots=True)
class _Listing:
    """What one plugin registers through one hook."""

    plugin: str
    hook: str
    kind: type[Any]
    entries: dict[str, Any]
    owners: dict[tuple[str, str], str]

    def register(self, entry: Any) -> None:
        if not isinstance(entry, self.kind):
            raise self._error(f"registered {entry!r}; {self.kind.__name__} is expected")
        if entry.name in self.entries:
            owner = self.owners[self.hook, entry.name]
            raise self._error(f"the name {entry.name!r} is already taken by {owner!r}")
        self.entries[entry.name] = entry
        self.owners[self.hook, entry.name] = self.plugin

    def _error(self, problem: str) -> PluginError:
        return PluginError(self.plugin, self.hook, problem)


def _failure(plugin: str, hook: str, error: Exception) -> PluginError:
    if isinstance(error, PluginError):
        return error
    return PluginError(plugin, hook, f"{type(error).__name__}: {error}")
