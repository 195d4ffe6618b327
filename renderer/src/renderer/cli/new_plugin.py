"""``renderer new-plugin``: write a plugin that works and is tested, to be made one's own."""

from __future__ import annotations

import keyword
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class Kind(StrEnum):
    ELEMENT = "element"
    FONT_PROVIDER = "font-provider"
    OUTPUT = "output"
    FILTER = "filter"


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
    from renderer.cli.skeleton import written

    folder = into / name
    problem = _problem(name, kind, folder)
    if problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(1)
    try:
        for path, data in written(name, kind.value):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    except OSError as error:
        print(f"{folder} can't be written ({error.strerror})", file=sys.stderr)
        raise typer.Exit(1) from None
    typer.echo(
        f"{folder} is written; now:\n"
        f"  cd {folder}\n"
        "  pip install --group test --editable .\n"
        "  renderer plugins\n"
        "  pytest"
    )


def _problem(name: str, kind: Kind, folder: Path) -> str:
    """Why there can be no such plugin; empty where there can."""
    from renderer.cli.skeleton import SKELETONS, short_name
    from renderer.plugins import load_plugins

    module, short = name.replace("-", "_"), short_name(name)
    if not NAME.fullmatch(name) or not short[0].isalpha():
        return f"NAME is {name!r}; lower-case letters, digits and hyphens are expected"
    if keyword.iskeyword(module) or module in sys.stdlib_module_names | {"renderer"}:
        return f"NAME is {name!r}, which Python has another meaning for; renderer-{name} is free"
    if short in getattr(load_plugins(), SKELETONS[kind.value].registers):
        return f"NAME is {name!r}, but {short!r} is taken (renderer plugins says by whom)"
    if folder.exists():
        return f"{folder} is there already"
    return ""
