"""Find the plugins, ask each for what it registers, and hold the answers by name."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pluggy
from msgspec import Struct

from renderer import __version__, hookspecs
from renderer.calls import calling
from renderer.errors import PluginError
from renderer.hookspecs import PLUGIN_CONTRACT
from renderer.kinds import ElementType, Filter, FontProvider, OutputFormat
from renderer.resolve.formats import ValueFormat

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "renderer"
RENDERER = "feedloom-renderer"
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
    "renderer.value_formats",
)
PAGE_HOOKS = ("before_page", "after_page", "report_issues")
ONLY = "RENDERER_PLUGINS"
BLOCKED = "RENDERER_BLOCKED_PLUGINS"


class Plugin(Struct, frozen=True):
    """A loaded plugin: its entry point's name, or a built-in's module, and what it came with."""

    name: str
    distribution: str
    version: str
    built_in: bool


class PageHook(Struct, frozen=True):
    """One plugin's implementation of a hook around a page.

    Not ``pure``, as its plugin's ``renderer_pure = False`` says: what it makes of the same page
    of the same design is not always the same.
    """

    plugin: str
    call: Callable[..., Any]
    pure: bool = True


def of(kind: type[Any]) -> dict[str, type[Any]]:
    """Marks a registry's field: entries of a kind by name, from the hook ``register_<field>``."""
    return {"kind": kind}


@dataclass(slots=True)
class Registry:
    """Everything the plugins registered, by name; ``owners`` says for each hook which plugin did.

    ``page_hooks`` are called in the order of their plugins' names, unless pluggy's ``tryfirst``
    or ``trylast`` says otherwise. ``failures`` says what couldn't be had, and why.
    """

    element_types: dict[str, ElementType] = field(default_factory=dict, metadata=of(ElementType))
    filters: dict[str, Filter] = field(default_factory=dict, metadata=of(Filter))
    font_providers: dict[str, FontProvider] = field(default_factory=dict, metadata=of(FontProvider))
    output_formats: dict[str, OutputFormat] = field(default_factory=dict, metadata=of(OutputFormat))
    value_formats: dict[str, ValueFormat] = field(default_factory=dict, metadata=of(ValueFormat))
    page_hooks: dict[str, tuple[PageHook, ...]] = field(default_factory=dict)
    plugins: dict[str, Plugin] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)
    failures: list[PluginError] = field(default_factory=list)

    def owners_of(self, hook: str) -> dict[str, str]:
        """The plugin of each name that was registered through a hook."""
        return {name: plugin for (via, name), plugin in self.owners.items() if via == hook}

    def listings(self, plugin: str) -> Iterator[Listing]:
        """For every kind of thing, where one plugin's entries go."""
        for one in fields(self):
            if kind := one.metadata.get("kind"):
                yield Listing(
                    plugin, f"register_{one.name}", kind, getattr(self, one.name), self.owners
                )


class Listing(Struct, frozen=True):
    """What one plugin registers through one hook."""

    plugin: str
    hook: str
    kind: type[Any]
    entries: dict[str, Any]
    owners: dict[tuple[str, str], str]

    def register(self, entry: Any) -> None:
        if not isinstance(entry, self.kind):
            raise self._error(f"registered {entry!r}; {self.kind.__name__} is expected")
        if not (isinstance(entry.name, str) and entry.name):
            raise self._error(f"registered a name {entry.name!r}; a text is expected")
        if entry.name in self.entries:
            owner = self.owners[self.hook, entry.name]
            raise self._error(f"the name {entry.name!r} is already taken by {owner!r}")
        self.entries[entry.name] = entry
        self.owners[self.hook, entry.name] = self.plugin

    def _error(self, problem: str) -> PluginError:
        return PluginError(self.plugin, self.hook, problem)


def load_plugins(only: Sequence[str] | None = None, blocked: Sequence[str] = ()) -> Registry:
    """Built-ins first, then the installed distributions' entry points by name.

    ``only`` names the plugins to load beside the built-ins, ``blocked`` those (built-ins too) to
    leave out; RENDERER_PLUGINS and RENDERER_BLOCKED_PLUGINS say the same, separated by commas.
    Loaded once for each choice. A plugin that can't be imported, raises, registers something of
    the wrong kind, or takes a name that is taken is a failure in the registry; what it registered
    before, and all others, live on.
    """
    if only is None and ONLY in os.environ:
        only = _names(os.environ[ONLY])
    without = {*blocked, *_names(os.environ.get(BLOCKED, ""))}
    return _loaded(None if only is None else frozenset(only), frozenset(without))


def forget_plugins() -> None:
    """Look at what is installed anew, the next time that plugins are loaded."""
    _loaded.cache_clear()


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


@functools.lru_cache(maxsize=16)
def _loaded(only: frozenset[str] | None, blocked: frozenset[str]) -> Registry:
    loading = _Loading(Registry())
    for name in BUILT_INS:
        if name not in blocked:
            loading.add_built_in(name)
    points = () if only == frozenset() else _installed()
    for point in points:
        if point.name not in blocked and (only is None or point.name in only):
            loading.add_installed(point)
    installed = [point.name for point in points]
    for name in sorted((only or frozenset()).difference(installed)):
        expected = f"one of {', '.join(installed)} is expected" if installed else "there is none"
        loading.fail(PluginError(name, "import", f"is not installed; {expected}"))
    return loading.finished()


def _installed() -> Sequence[EntryPoint]:
    """The entry points of all distributions, by name."""
    from importlib.metadata import entry_points  # 9 ms: not where no plugins are wanted

    return sorted(entry_points(group=GROUP), key=lambda point: point.name)


@dataclass(slots=True)
class _Loading:
    """A registry while it is filled."""

    registry: Registry
    manager: pluggy.PluginManager = field(default_factory=lambda: pluggy.PluginManager(GROUP))

    def __post_init__(self) -> None:
        self.manager.add_hookspecs(hookspecs)

    def fail(self, error: PluginError) -> None:
        self.registry.failures.append(error)

    def add_installed(self, point: EntryPoint) -> None:
        dist = getattr(point, "dist", None)
        name, version = (dist.name, dist.version) if dist else ("", "")
        try:
            with calling(point.name, "import"):
                plugin = point.load()
                _check_contract(point.name, plugin)
                self.manager.register(plugin, point.name)
        except PluginError as error:
            self.fail(error)
        else:
            self.ask(Plugin(point.name, name, version, built_in=False), plugin)

    def add_built_in(self, name: str) -> None:
        module = import_module(name)
        self.manager.register(module, name)
        self.ask(Plugin(name, RENDERER, __version__, built_in=True), module)

    def ask(self, described: Plugin, plugin: Any) -> None:
        """Call those of a plugin's hooks that register things."""
        name = described.name
        self.registry.plugins[name] = described
        implemented = {caller.name: caller for caller in self.manager.get_hookcallers(plugin) or ()}
        for hook, caller in implemented.items():
            if not caller.has_spec():
                problem = f"contract {PLUGIN_CONTRACT} has no such hook; {_upgrade(name)}"
                self.fail(PluginError(name, hook, problem))
        for listing in self.registry.listings(name):
            if listing.hook in implemented:
                try:
                    with calling(name, listing.hook):
                        self._alone(listing.hook, plugin)(register=listing.register)
                except PluginError as error:
                    self.fail(error)

    def _alone(self, hook: str, plugin: Any) -> pluggy.HookCaller:
        others = [other for other in self.manager.get_plugins() if other is not plugin]
        return self.manager.subset_hook_caller(hook, others)

    def finished(self) -> Registry:
        for hook in PAGE_HOOKS:
            found = getattr(self.manager.hook, hook).get_hookimpls()
            found.sort(key=lambda one: (not one.tryfirst, one.trylast, one.plugin_name))
            self.registry.page_hooks[hook] = tuple(
                PageHook(
                    one.plugin_name,
                    self._alone(hook, one.plugin),
                    getattr(one.plugin, "renderer_pure", True),
                )
                for one in found
            )
        return self.registry


def _check_contract(name: str, plugin: Any) -> None:
    """The contract a plugin was written for: the same major number, and no newer a minor one."""
    written_for = getattr(plugin, "renderer_contract", None)
    if written_for is None:
        return
    ours = _numbers(PLUGIN_CONTRACT)
    try:
        major, minor = _numbers(written_for)
    except (AttributeError, ValueError):
        expected = f"two numbers such as {PLUGIN_CONTRACT!r} are expected"
        raise PluginError(name, "renderer_contract", f"is {written_for!r}; {expected}") from None
    if major == ours[0] and minor <= ours[1]:
        return
    advice = _upgrade(name) if (major, minor) > ours else f"a newer version of {name} is needed"
    problem = f"is {written_for}, this renderer's is {PLUGIN_CONTRACT}; {advice}"
    raise PluginError(name, "renderer_contract", problem)


def _numbers(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return int(major), int(minor)


def _upgrade(name: str) -> str:
    return f"{name} needs a newer {RENDERER}"
