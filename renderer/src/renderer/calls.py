"""Call a plugin's code: what it raises names the plugin, and a trace says what it does.

``RENDERER_TRACE_PLUGINS=1`` writes a line to stderr for each call.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from renderer.errors import PluginError, RendererError


@contextmanager
def calling(plugin: str, hook: str) -> Iterator[None]:
    """``hook`` says what is called and for which element, such as "paint of pages[0] (qr)".

    Whatever is no RendererError becomes a PluginError of plugin and hook.
    """
    started = time.perf_counter()
    outcome = ""
    try:
        yield
    except RendererError as error:
        outcome = f": {type(error).__name__}: {error}"
        raise
    except (Exception, SystemExit) as error:  # whatever a stranger's code raises
        outcome = f": {type(error).__name__}: {error}"
        raise PluginError(plugin, hook, f"{type(error).__name__}: {error}") from error
    finally:
        if os.environ.get("RENDERER_TRACE_PLUGINS") == "1":
            spent = (time.perf_counter() - started) * 1000
            print(f"{plugin}: {hook}, {spent:.1f} ms{outcome}", file=sys.stderr)
