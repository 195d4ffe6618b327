"""Read the templates: what each of its roles may do, to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

TEMPLATE = Path(__file__).parents[2] / "lambda" / "template.yaml"


@dataclass(frozen=True)
class Permission:
    """An action on resources whose names match a pattern, such as ``Queue`` or ``Pictures/*``."""

    action: str
    pattern: str

    def covers(self, action: str, resource: str) -> bool:
        return self.action == action and fnmatchcase(resource, self.pattern)


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's functions: ``!Ref X`` is ``{"Ref": "X"}``."""


def _function(loader: _Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _function)


def template(path: Path = TEMPLATE) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text("utf-8"), _Loader)
    return loaded


def permissions(role: str, path: Path = TEMPLATE) -> set[Permission]:
    """What a role is allowed, options included; also of a serverless.yml."""
    resources = template(path).get("Resources") or template(path)["resources"]["Resources"]
    policies = resources[role]["Properties"]["Policies"]
    found = set()
    for policy in policies:
        chosen = policy["If"][1] if "If" in policy else policy
        for statement in chosen["PolicyDocument"]["Statement"]:
            for action in _listed(statement["Action"]):
                for resource in _listed(statement["Resource"]):
                    found.add(Permission(action, _name(resource)))
    return found


def _listed(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else [value]


def _name(resource: Any) -> str:
    """``!GetAtt Queue.Arn`` is ``Queue``, ``!Sub "${Pictures.Arn}/*"`` is ``Pictures/*``."""
    if isinstance(resource, str):
        return resource
    ((function, argument),) = resource.items()
    if function == "Sub":
        return str(argument).replace("${", "").replace(".Arn}", "")
    return str(argument).removesuffix(".Arn")
