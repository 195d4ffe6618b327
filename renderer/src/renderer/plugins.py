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
    for plugin_name, plugin in manager.list_name_plugin():
        others = [other for other in manager.get_plugins() if other is not plugin]
        for hook, kind, entries in (
            ("register_element_types", ElementType, registry.element_types),
            ("register_font_providers", FontProvider, registry.font_providers),
            ("register_output_formats", OutputFormat, registry.output_formats),
        ):
            listing = _Listing(plugin_name, hook, kind, entries, registry.owners)
            _call(manager.subset_hook_caller(hook, others), listing)
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
            raise self.error(f"registered {entry!r}; {self.kind.__name__} is expected")
        if entry.name in self.entries:
            raise self.error(f"the name {entry.name!r} is already taken")
        self.entries[entry.name] = entry
        self.owners[self.hook, entry.name] = self.plugin

    def error(self, problem: str) -> PluginError:
        return PluginError(self.plugin, self.hook, problem)


def _call(hook: pluggy.HookCaller, listing: _Listing) -> None:
    """Call one hook of one plugin, so that a failure can name both."""
    try:
        hook(register=listing.register)
    except PluginError:
        raise
    except Exception as error:  # whatever a stranger's hook raises
        raise listing.error(f"{type(error).__name__}: {error}") from error
