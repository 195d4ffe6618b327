"""``renderer new-plugin``: write a plugin that works and is tested, to be made one's own."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template
from typing import Annotated

import typer

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SUFFIX = ".template"
TESTED = {
    True: "`pytest --regen-all` rewrites the golden pictures; look at them before you commit.",
    False: "They run against the installed plugin, as strangers use it.",
}


class Kind(StrEnum):
    ELEMENT = "element"
    FONT_PROVIDER = "font-provider"
    OUTPUT = "output"
    FILTER = "filter"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The folders of templates a kind of plugin is made of, and what its README says."""

    folders: tuple[str, ...]
    summary: str
    usage: str


SKELETONS = {
    Kind.ELEMENT: Skeleton(
        ("common", "pictures", "element"),
        "Elements of type $short in designs",
        '```json\n{"type": "$short", "x": 40, "y": 40, "width": 80, "height": 80, "text": "New"}\n'
        "```",
    ),
    Kind.FILTER: Skeleton(
        ("common", "pictures", "filter"),
        "The filter $short for elements of designs",
        '```json\n{"type": "image", "src": "mug.jpg", "filters": {"$short": {"color": "navy"}}}\n'
        "```",
    ),
    Kind.FONT_PROVIDER: Skeleton(
        ("common", "font-provider"),
        "Fonts from a folder of its own",
        "Texts find the fonts in the folder that `$VARIABLE` names, as `FAMILY-WEIGHT.ttf`.",
    ),
    Kind.OUTPUT: Skeleton(
        ("common", "output"),
        "Pictures in the format $short",
        "```\nrenderer render ad.json -o out --format $short\n```",
    ),
}


def new_plugin(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="The distribution's name, such as renderer-ribbon."),
    ],
    kind: Annotated[Kind, typer.Option(help="What the plugin registers.")] = Kind.ELEMENT,
    into: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder to make the plugin's folder in.")
    ] = Path(),
) -> None:
    """Write a plugin that works and is tested: a folder NAME to install and make your own."""
    folder = into / name
    problem = _problem(name, folder)
    if problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(1)
    for path, data in written(name, kind):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    typer.echo(
        f"{folder} is written; now:\n"
        f"  cd {folder}\n"
        "  pip install --group test --editable .\n"
        "  renderer plugins\n"
        "  pytest"
    )


def _problem(name: str, folder: Path) -> str:
    """Why there can be no such plugin; empty where there can."""
    if not NAME.fullmatch(name):
        return f"NAME is {name!r}; lower-case letters, digits and hyphens are expected"
    if keyword.iskeyword(_module(name)) or _module(name) in sys.stdlib_module_names | {"renderer"}:
        return f"NAME is {name!r}, which Python has another meaning for; renderer-{name} is free"
    if folder.exists():
        return f"{folder} is there already"
    return ""


def written(name: str, kind: Kind) -> Iterator[tuple[str, bytes]]:
    """Every file of the plugin: its path below the plugin's folder, and what is in it."""
    skeleton = SKELETONS[kind]
    words = _words(name)
    words |= {
        "summary": Template(skeleton.summary).substitute(words),
        "usage": Template(skeleton.usage).substitute(words),
        "testing": TESTED["pictures" in skeleton.folders],
    }
    for folder in skeleton.folders:
        for path, file in _files(files("renderer.cli") / "skeleton" / folder):
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


def _words(name: str) -> dict[str, str]:
    """What the templates call its parts: ``renderer-price-tag`` registers ``price-tag``."""
    from renderer import PLUGIN_CONTRACT, __version__

    short = re.sub(r"^(renderer|feedloom)-", "", name)
    ident = _module(short)
    return {
        "name": name,
        "module": _module(name),
        "short": short,
        "ident": ident,
        "Title": "".join(word.capitalize() for word in short.split("-")),
        "VARIABLE": f"{ident.upper()}_FONTS",
        "contract": PLUGIN_CONTRACT,
        "version": __version__,
    }


def _module(name: str) -> str:
    return name.replace("-", "_")
