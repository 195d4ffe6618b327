"""Ask the font providers in turn, remote ones through the font caches, and remember the answers."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct

from renderer.cache import WeightedCache
from renderer.calls import calling
from renderer.errors import AssetError, FontError
from renderer.fonts.face import Face, open_answer
from renderer.fonts.request import FindFont, FontAnswer, FontCache, FontRequest, FontSettings
from renderer.forks import Owned, renew_when_forked

logger = logging.getLogger(__name__)

KEPT_ANSWERS, ASKED_AT_ONCE = 10_000, 8
RETRY_FAILED_SECONDS, RETRY_ABSENT_SECONDS = 60, 900


class Provider(Protocol):
    """What the chain needs of a registered font provider."""

    @property
    def name(self) -> str: ...
    @property
    def rank(self) -> int: ...
    @property
    def remote(self) -> bool: ...
    @property
    def open(self) -> Callable[[FontSettings], FindFont | FontCache | None]: ...


class Found(Struct, frozen=True):
    """An answer, opened, with the provider that gave it and the cache it came from, if any."""

    face: Face
    answer: FontAnswer
    provider: str
    cache: str | None = None


class FontChain:
    """The providers that a renderer's settings switch on; thread-safe.

    ``plugins`` says by whom each provider was registered, for errors that name them.

    Each request is asked once, however many threads have it, and remembered, that nobody has
    the family too. Where a remote provider may know better later, all is asked anew then.
    """

    def __init__(
        self,
        settings: FontSettings,
        providers: Sequence[Provider],
        plugins: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._plugins = plugins
        self.failures: dict[str, str] = {}
        """What last kept a remote provider from answering, by its name."""
        self._caches: list[tuple[str, FontCache]] = []
        self._sources: list[tuple[Provider, FindFont]] = []
        for provider in sorted(providers, key=lambda provider: provider.rank):
            opened = _opened(self._plugin(provider.name), provider, settings)
            if isinstance(opened, FontCache):
                self._caches.append((provider.name, opened))
            elif opened is not None:
                self._sources.append((provider, opened))
        self._is_remote = any(provider.remote for provider, _ in self._sources)
        self._prefetched: set[FontRequest] = set()
        self._pool = Owned(_threads, ThreadPoolExecutor.shutdown)
        self._generation = 0
        self._ask_anew_at = math.inf
        self._found = _memory()
        self.start_anew()
        renew_when_forked(self)

    def start_anew(self) -> None:
        self._lock = threading.Lock()

    def close(self) -> None:
        """End threads, and the connections of whatever provider or cache has a ``close``."""
        self._pool.close()
        opened = [*(cache for _, cache in self._caches), *(find for _, find in self._sources)]
        for one in opened:
            if close := getattr(one, "close", None):
                close()

    def _plugin(self, provider: str) -> str:
        return self._plugins.get(provider, provider)

    @property
    def names(self) -> list[str]:
        """The caches and providers in use, in the order they are asked."""
        return [name for name, _ in self._caches] + [one.name for one, _ in self._sources]

    def generation(self) -> int:
        """A number that changes when what was remembered has been forgotten."""
        with self._lock:
            if time.monotonic() >= self._ask_anew_at:
                self._ask_anew_at = math.inf
                self._generation += 1
                self._found = _memory()
            return self._generation

    def find(self, request: FontRequest) -> Found | None:
        """The first answer, which has all of the request's characters."""
        return self._found.get(request, lambda: self._ask(request))

    def prefetch(self, requests: Iterable[FontRequest]) -> None:
        """Ask for several families side by side where one may come from a distance.

        What goes wrong is raised when the font is asked for.
        """
        if not self._is_remote:
            return
        new = [request for request in dict.fromkeys(requests) if request not in self._prefetched]
        if len(new) > 1:
            pool = self._pool.get()
            asked = [pool.submit(copy_context().run, self.find, request) for request in new]
            wait(asked)
        if len(self._prefetched) > KEPT_ANSWERS:
            self._prefetched.clear()
        self._prefetched.update(new)

    def _ask(self, request: FontRequest) -> Found | None:
        for provider, find in self._sources:
            if provider.remote and not request.family:
                continue
            ask = self._ask_remote if provider.remote else self._ask_local
            found = ask(provider.name, find, request)
            if found is not None and found.face.draws(request.characters):
                return found
        if self._is_remote:
            self._ask_anew_in(RETRY_ABSENT_SECONDS)
        return None

    def _ask_local(self, name: str, find: FindFont, request: FontRequest) -> Found | None:
        try:
            return _found(name, _answer(self._plugin(name), name, find, request))
        except FontError as error:
            logger.warning("font provider %s: %s", name, error)
            return None

    def _ask_remote(self, name: str, find: FindFont, request: FontRequest) -> Found | None:
        passed: list[FontCache] = []
        for cache_name, cache in self._caches:
            found = _found_in(cache, cache_name, name, request)
            if found is not None:
                _keep(passed, name, request, found.answer)
                return found
            passed.append(cache)
        try:
            found = _found(name, _answer(self._plugin(name), name, find, request))
        except AssetError as error:
            logger.warning("font provider %s: %s", name, error)
            self.failures[name] = str(error)
            self._ask_anew_in(RETRY_FAILED_SECONDS)
            return None
        self.failures.pop(name, None)
        if found is not None:
            _keep(passed, name, request, found.answer)
        return found

    def _ask_anew_in(self, seconds: float) -> None:
        with self._lock:
            self._ask_anew_at = min(self._ask_anew_at, time.monotonic() + seconds)


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(ASKED_AT_ONCE, thread_name_prefix="renderer-fonts")


def _memory() -> WeightedCache[FontRequest, Found | None]:
    return WeightedCache(KEPT_ANSWERS, lambda _: 1)


def _opened(plugin: str, provider: Provider, settings: FontSettings) -> FindFont | FontCache | None:
    with calling(plugin, f"open of {provider.name}"):
        return provider.open(settings)


def _answer(plugin: str, name: str, find: FindFont, request: FontRequest) -> FontAnswer | None:
    with calling(plugin, f"font {request.family or request.characters!r} of {name}"):
        answer: object = find(request)
        if answer is not None and not isinstance(answer, FontAnswer):
            raise TypeError(f"answered {answer!r:.60}; a FontAnswer or None is expected")
        return answer


def _found(provider: str, answer: FontAnswer | None, cache: str | None = None) -> Found | None:
    return None if answer is None else Found(open_answer(answer), answer, provider, cache)


def _found_in(cache: FontCache, name: str, provider: str, request: FontRequest) -> Found | None:
    try:
        return _found(provider, cache.find(provider, request), name)
    except Exception as error:  # a cache that fails costs time, never a picture
        logger.warning("font cache %s: %r", name, error)
        return None


def _keep(
    caches: Sequence[FontCache], provider: str, request: FontRequest, answer: FontAnswer
) -> None:
    for cache in caches:
        try:
            cache.keep(provider, request, answer)
        except Exception as error:  # a cache that fails costs time, never a picture
            logger.warning("font cache %s: %r", type(cache).__name__, error)
