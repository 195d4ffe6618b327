"""What a picture depends on, as a short text: equal fingerprints, equal pictures.

Into it go the page's elements as the painters will see them, the bytes of its pictures, the very
fonts that draw its texts, the renderer's settings, and the versions of renderer and plugins.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from renderer import __version__
from renderer.composite.background import background_url
from renderer.design import Design, Json, Node, Page
from renderer.elements.text import Text, check_length
from renderer.errors import RendererError
from renderer.fetch.reading import is_data
from renderer.fonts.face import Face
from renderer.fonts.library import DesignFonts, font_urls
from renderer.fonts.request import FontSettings
from renderer.limits import Limits
from renderer.painters import sources_of
from renderer.setup import Setup, visible_leaves
from renderer.steps import blaming
from renderer.text.itemize import itemize
from renderer.text.layout import faces_of
from renderer.time_limit import time_limit

BYTES = 20
DRAWING_HOOKS = ("before_page", "after_page")


@dataclass(frozen=True)
class Fingerprints:
    """Fingerprints of what one renderer draws."""

    setup: Setup
    font_settings: FontSettings

    def of(
        self, source: Json | str | bytes, page: int, scale: float, output: Mapping[str, object]
    ) -> str:
        """Raises DesignError for what can't be drawn; a picture that can't be had has its error."""
        with time_limit(self.setup.limits.picture_seconds):
            design = self.setup.parse(source)
            digest = hashlib.blake2b(self._surroundings, digest_size=BYTES)
            digest.update(_encoded([scale, output]))
            for part in self._parts(design, design.page(page)):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
            return digest.hexdigest()

    def _parts(self, design: Design, page: Page) -> Iterator[bytes]:
        leaves = list(visible_leaves(page.nodes))
        yield _encoded([page.width, page.height, page.background, design.schema_version])
        yield _encoded([(node.kind, opacity, node.element) for node, opacity in leaves])
        hooks = [hook for name in DRAWING_HOOKS for hook in self.setup.registry.page_hooks[name]]
        if hooks:  # they see all of the design, what is drawn of it or not
            raw = [node.raw for page in design.pages for node in page.nodes]
            yield repr((page.place, raw)).encode()
        types = [self.setup.registry.element_types[node.kind] for node, _ in leaves]
        if not (all(hook.pure for hook in hooks) and all(one.pure for one in types)):
            yield os.urandom(BYTES)  # the next picture may differ, whatever the design says
        urls = [url for node, _ in leaves for url in sources_of(node, self.setup.registry)]
        background = background_url(page.background)
        urls += [background] if background else []
        self.setup.assets.prefetch(urls, font_urls(design.fonts))
        for url in urls:
            yield self._content(url)
        fonts = self.setup.fonts.for_design(design.fonts, lambda issue: None)
        nodes = (node for node, _ in leaves)
        yield _encoded(sorted({_file_of(face) for face in self._faces(nodes, fonts)}))

    def _faces(self, nodes: Iterable[Node], fonts: DesignFonts) -> Iterator[Face]:
        chooser = faces_of(fonts)
        for node in nodes:
            if isinstance(node.element, Text):
                with blaming(node, self.setup):
                    check_length(node.element, self.setup.limits)
                for paragraph in node.element.paragraphs():
                    for item in itemize(paragraph, chooser):
                        yield item.face

    def _content(self, url: str) -> bytes:
        if is_data(url):  # already in the element
            return b""
        try:
            data = self.setup.assets.data(url)
        except RendererError as error:
            return str(error).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=BYTES).digest()

    @functools.cached_property
    def _surroundings(self) -> bytes:
        """Everything that stays the same for a renderer's whole life."""
        setup = self.setup
        files = [
            (file.relative_to(folder).as_posix(), hashlib.blake2b(file.read_bytes()).hexdigest())
            for folder in self.font_settings.folders
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        ]
        values = msgspec.structs.asdict(setup)
        settings = {name: one for name, one in values.items() if isinstance(one, str | Limits)}
        sources = self.font_settings.sources
        chain = (files, sources.google, sources.system, setup.fonts.fallback)
        plugins = [
            f"{one.name} {one.distribution} {one.version}"
            for one in setup.registry.plugins.values()
        ]
        return _encoded([__version__, plugins, settings, chain])


@functools.lru_cache(maxsize=256)
def _file_of(face: Face) -> str:
    content = hashlib.blake2b(face.font.data, digest_size=BYTES).hexdigest()
    return f"{content} {face.font.index} {face.axes} {tuple(face.synthesis)}"


def _encoded(value: object) -> bytes:
    try:
        return msgspec.json.encode(value, enc_hook=repr)
    except UnicodeError:  # half a character in a text, which draws nothing but may be there
        return ascii(value).encode()
