"""The parts of new plugins: folders of templates, and how they become a plugin of a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template

from renderer import PLUGIN_CONTRACT, __version__

SUFFIX = ".template"
TESTED = {
    True: "`pytest --regen-all` rewrites the golden pictures; look at them before you commit.",
    False: "They run against the installed plugin, as strangers use it.",
}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The folders of templates a kind of plugin is made of, and what its README says.

    ``registers`` is the registry's field that its name will be in.
    """

    folders: tuple[str, ...]
    registers: str
    summary: str
    usage: str


SKELETONS = {
    "element": Skeleton(
        ("common", "pictures", "element"),
        "element_types",
        "Elements of type $short in designs",
        '```json\n{"type": "$short", "x": 40, "y": 40, "width": 80, "height": 80, "text": "New"}\n'
        "```",
    ),
    "filter": Skeleton(
        ("common", "pictures", "filter"),
        "filters",
        "The filter $short for elements of designs",
        '```json\n{"type": "image", "src": "mug.jpg", "filters": {"$short": {"color": "navy"}}}\n'
        "```",
    ),
    "font-provider": Skeleton(
        ("common", "font-provider"),
        "font_providers",
        "Fonts from a folder of its own",
        "Texts find the fonts in the folder that `$VARIABLE` names, as `FAMILY-WEIGHT.ttf`.",
    ),
    "output": Skeleton(
        ("common", "output"),
        "output_formats",
        "Pictures in the format $short",
        "```\nrenderer render ad.json -o out --format $short\n```",
    ),
}


def written(name: str, kind: str) -> Iterator[tuple[str, bytes]]:
    """Every file of a plugin: its path below the plugin's folder, and what is in it."""
    skeleton = SKELETONS[kind]
    words = _words(name)
    words |= {
        "summary": Template(skeleton.summary).substitute(words),
        "usage": Template(skeleton.usage).substitute(words),
        "testing": TESTED["pictures" in skeleton.folders],
    }
    for folder in skeleton.folders:
        for path, file in _files(files(__name__) / folder):
            target = path.removesuffix(SUFFIX).replace("MODULE", words["module"])
            if path.endswith(SUFFIX):
                yield target, Template(file.read_text("utf-8")).substitute(words).encode()
            else:
                yield target, file.read_bytes()


def _files(folder: Traversable, below: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{below}{entry.name}/")
        else:
            yield below + entry.name, entry


def short_name(name: str) -> str:
    """What a plugin registers: ``renderer-price-tag`` has ``price-tag``."""
    return re.sub(r"^(renderer|feedloom)-", "", name)


def _words(name: str) -> dict[str, str]:
    """What the templates call a plugin's parts."""
    short = short_name(name)
    ident = short.replace("-", "_")
    return {
        "name": name,
        "module": name.replace("-", "_"),
        "short": short,
        "ident": ident,
        "Title": "".join(word.capitalize() for word in short.split("-")),
        "VARIABLE": f"{ident.upper()}_FONTS",
        "contract": PLUGIN_CONTRACT,
        "version": __version__,
    }
