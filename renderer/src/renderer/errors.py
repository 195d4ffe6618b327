"""Every error a caller can meet: a sentence with the place, what was found, what is expected."""

from __future__ import annotations

import re

QUOTED = 60  # characters
_SECRETS = re.compile(r"(?<=://)[^\s/@'\"]*@|(?<=[?#])[^\s'\")]+")


def quoted(text: str) -> str:
    """A stranger's text as errors and issues show it: cut, and without what may sign a url."""
    shown = text[: 10 * QUOTED]
    if "://" in shown:
        shown = _SECRETS.sub("", shown)
    return repr(shown[:QUOTED])


class RendererError(Exception):
    """Something the renderer was given can't be used; ``str()`` is a sentence for its user."""


class DesignError(RendererError):
    """The design doesn't mean anything that can be drawn."""

    def __init__(self, place: str, found: str, expected: str) -> None:
        super().__init__(f"{place} {found}; {expected}")
        self.place = place


class AssetError(RendererError):
    """A picture or font the design names can't be had, or isn't what it has to be."""


class ForbiddenUrlError(AssetError):
    """A url points where the renderer must not go."""


class HttpStatusError(AssetError):
    """A server refuses; ``status`` is HTTP's, such as 404 (0 where it isn't known any more)."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class FontError(AssetError):
    """A font file can't be used."""


class LimitError(RendererError):
    """The input is larger than the limits allow."""


class TimeLimitError(LimitError):
    """The picture takes longer to draw than the limits allow."""


class AssetLimitError(AssetError, LimitError):
    """A picture the design names is larger than the limits allow."""


class OutputError(RendererError):
    """The picture can't be written in the format asked for."""


class FeedError(RendererError):
    """The file can't be read as a product feed."""


class PluginError(RendererError):
    """A plugin broke its contract; the message names plugin, hook and element."""

    def __init__(self, plugin: str, hook: str, problem: str) -> None:
        super().__init__(f"plugin {plugin!r}, {hook}: {problem}")
        self.plugin = plugin
        self.hook = hook
        self.problem = problem

    def __reduce__(self) -> tuple[type, tuple[str, str, str]]:
        return type(self), (self.plugin, self.hook, self.problem)  # survives a process's border
