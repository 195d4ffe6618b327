"""Find the plugins, ask each for what it registers, and hold the answers by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from importlib.metadata import entry_points
from typing import Any

import pluggy

from renderer import hookspecs
from renderer.errors import PluginError
from renderer.kinds import ElementType, Filter, FontProvider, OutputFormat

GROUP = "renderer"
BUILT_INS = (
    "renderer.elements.text",
    "renderer.elements.image",
    "renderer.elements.figure",
    "renderer.elements.svg",
    "renderer.elements.line",
    "renderer.elements.group",
    "renderer.filters",
    "renderer.font_providers",
    "renderer.output",
)


def of(kind: type[Any]) -> dict[str, type[Any]]:
    """Marks a registry's field: entries of a kind by name, from the hook ``register_<field>``."""
    return {"kind": kind}


@dataclass(slots=True)
class Registry:
    """Everything the plugins registered, by name; ``owners`` says for each hook which plugin did.

    A plugin is known by its entry point's name, a built-in by its module's. ``failures`` says
    what of the installed plugins couldn't be had, and why.
    """

    element_types: dict[str, ElementType] = field(default_factory=dict, metadata=of(ElementType))
    filters: dict[str, Filter] = field(default_factory=dict, metadata=of(Filter))
    font_providers: dict[str, FontProvider] = field(default_factory=dict, metadata=of(FontProvider))
    output_formats: dict[str, OutputFormat] = field(default_factory=dict, metadata=of(OutputFormat))
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    failures: list[PluginError] = field(default_factory=list)

    def listings(self, plugin: str) -> Iterator[Listing]:
        """For every kind of thing, where one plugin's entries go."""
        for one in fields(self):
            if kind := one.metadata.get("kind"):
                yield Listing(
                    plugin, f"register_{one.name}", kind, getattr(self, one.name), self.owners
                )


@dataclass(frozen=True, slots=True)
class Listing:
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
        for listing in registry.listings(plugin_name):
            try:
                manager.subset_hook_caller(listing.hook, others)(register=listing.register)
            except Exception as error:  # whatever a stranger's hook raises
                registry.failures.append(_failure(plugin_name, listing.hook, error))
    return registry


def _failure(plugin: str, hook: str, error: Exception) -> PluginError:
    if isinstance(error, PluginError):
        return error
    return PluginError(plugin, hook, f"{type(error).__name__}: {error}")
