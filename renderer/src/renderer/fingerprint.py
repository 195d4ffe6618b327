"""What a picture depends on, as a short text: equal fingerprints, equal pictures.

Into it go the page's elements as the painters will see them, the bytes of its pictures, the very
fonts that draw its texts, the renderer's settings, and the versions of renderer and plugins.
"""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

import msgspec

from renderer import __version__
from renderer.composite.background import background_url
from renderer.design import Design, Json, Page
from renderer.elements.text import Text
from renderer.errors import DesignError, RendererError
from renderer.fetch.reading import is_data
from renderer.fonts.face import Face
from renderer.fonts.library import DesignFonts, font_urls
from renderer.fonts.request import FontSettings
from renderer.limits import Limits
from renderer.painters import sources_of
from renderer.setup import Setup, visible_leaves
from renderer.text.itemize import itemize
from renderer.text.layout import faces_of

BYTES = 20


@dataclass(frozen=True)
class Fingerprints:
    """Fingerprints of what one renderer draws."""

    setup: Setup
    font_settings: FontSettings

    def of(
        self, source: Json | str | bytes, page: int, scale: float, output: Mapping[str, object]
    ) -> str:
        """Raises DesignError for what can't be drawn; a picture that can't be had has its error."""
        design = self.setup.parse(source)
        if not 0 <= page < len(design.pages):
            raise DesignError("page", f"is {page}", f"0 to {len(design.pages) - 1} is expected")
        digest = hashlib.blake2b(self._surroundings, digest_size=BYTES)
        digest.update(_encoded([scale, output]))
        for part in self._parts(design, design.pages[page]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()

    def _parts(self, design: Design, page: Page) -> Iterator[bytes]:
        leaves = list(visible_leaves(page.nodes))
        yield _encoded([page.width, page.height, page.background, design.schema_version])
        yield _encoded([(node.kind, opacity, node.element) for node, opacity in leaves])
        if not all(self.setup.registry.element_types[node.kind].pure for node, _ in leaves):
            yield os.urandom(BYTES)  # the next picture may differ, whatever the design says
        urls = [url for node, _ in leaves for url in sources_of(node, self.setup.registry)]
        background = background_url(page.background)
        urls += [background] if background else []
        self.setup.assets.prefetch(urls, font_urls(design.fonts))
        for url in urls:
            yield self._content(url)
        fonts = self.setup.fonts.for_design(design.fonts, lambda issue: None)
        texts = (node.element for node, _ in leaves if isinstance(node.element, Text))
        yield _encoded(sorted({_file_of(face) for face in _faces(texts, fonts)}))

    def _content(self, url: str) -> bytes:
        if is_data(url):  # already in the element
            return b""
        try:
            data = self.setup.assets.data(url)
        except RendererError as error:
            return str(error).encode()
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
        values = {one.name: getattr(setup, one.name) for one in fields(setup)}
        settings = {name: one for name, one in values.items() if isinstance(one, str | Limits)}
        chain = (files, self.font_settings.sources, setup.fonts.fallback)
        plugins = [
            f"{one.name} {one.distribution} {one.version}"
            for one in setup.registry.plugins.values()
        ]
        return _encoded([__version__, plugins, settings, chain])


def _faces(texts: Iterable[Text], fonts: DesignFonts) -> Iterator[Face]:
    chooser = faces_of(fonts)
    for text in texts:
        for paragraph in text.paragraphs():
            for item in itemize(paragraph, chooser):
                yield item.face


@functools.lru_cache(maxsize=256)
def _file_of(face: Face) -> str:
    content = hashlib.blake2b(face.font.data, digest_size=BYTES).hexdigest()
    return f"{content} {face.font.index} {face.axes} {tuple(face.synthesis)}"


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value, enc_hook=repr)
