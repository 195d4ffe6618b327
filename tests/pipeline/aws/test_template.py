"""The SAM template says what the code needs, and allows no more."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sam_template import permissions, template

from pipeline.config import REQUIRED

ROOT = Path(__file__).parents[3]
RESOURCES: dict[str, dict[str, Any]] = template()["Resources"]
FUNCTIONS = {
    name: resource["Properties"]
    for name, resource in RESOURCES.items()
    if resource["Type"] == "AWS::Serverless::Function"
}
VARIABLES = template()["Globals"]["Function"]["Environment"]["Variables"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_handler_exists(name: str) -> None:
    function = FUNCTIONS[name]
    handler = function.get("Handler") or function["ImageConfig"]["Command"][0]
    module, entry = handler.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), entry))


def test_a_function_is_the_same_as_zip_and_as_image() -> None:
    packaging = {"PackageType", "CodeUri", "Runtime", "Handler", "ImageUri", "ImageConfig"}

    def rest(name: str) -> dict[str, Any]:
        return {key: value for key, value in FUNCTIONS[name].items() if key not in packaging}

    assert rest("Pipeline") == rest("PipelineFromImage")
    assert rest("Sweeper") == rest("SweeperFromImage")


def test_every_required_variable_is_set() -> None:
    assert set(REQUIRED) <= set(VARIABLES)


def test_what_a_secret_may_say_is_not_said_before_it() -> None:
    """A variable that is set goes before a secret: a default of the template's would, too."""
    parameters = template()["Parameters"]
    by_secret = [name for name in VARIABLES if name.startswith(("DB_", "AUTH0_", "GOOGLE_"))]
    assert len(by_secret) == 8
    for name in by_secret:
        assert parameters[VARIABLES[name]["Ref"]]["Default"] == "", name


def test_a_stack_without_secrets_needs_what_the_code_needs() -> None:
    """The rule names every parameter behind a required variable but the optional key."""
    rule = template()["Rules"]["SecretsOrParameters"]["Assertions"][0]["Assert"]["And"]
    asked = {one["Not"][0]["Equals"][0]["Ref"] for one in rule}
    by_secret = [name for name in REQUIRED if name.startswith(("DB_", "AUTH0_"))]
    assert asked == {VARIABLES[name]["Ref"] for name in by_secret}


def test_every_parameter_is_documented() -> None:
    page = (ROOT / "docs/deployment.md").read_text("utf-8")
    assert [name for name in template()["Parameters"] if f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", VARIABLES)
def test_every_variable_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/pipeline.md").read_text("utf-8")


@pytest.mark.parametrize("role", ["PipelineRole", "SweeperRole"])
def test_no_permission_is_wider_than_its_purpose(role: str) -> None:
    for permission in permissions(role):
        assert "*" not in permission.action
        if not permission.action.startswith("ec2:"):
            assert permission.pattern != "*", permission


def test_a_message_stays_invisible_longer_than_the_function_may_take() -> None:
    visibility = RESOURCES["Queue"]["Properties"]["VisibilityTimeout"]
    assert visibility >= 6 * FUNCTIONS["Pipeline"]["Timeout"]


@pytest.mark.parametrize(
    "alarm", [name for name, one in RESOURCES.items() if one["Type"] == "AWS::CloudWatch::Alarm"]
)
def test_every_alarm_is_in_the_runbook(alarm: str) -> None:
    runbook = (ROOT / "docs/runbook.md").read_text("utf-8")
    assert re.search(rf"^## .*`{alarm}`", runbook, re.MULTILINE)


def test_the_metrics_looked_at_are_those_that_are_written() -> None:
    runbook = (ROOT / "docs/runbook.md").read_text("utf-8")
    _, _, table = runbook.partition("| metric | by | meaning |")
    documented = set(re.findall(r"`([A-Z]\w+)`", table.partition("\n\n")[0]))
    source = "".join(file.read_text("utf-8") for file in (ROOT / "pipeline/src").rglob("*.py"))
    written = set(re.findall(r'metrics\.(?:count|seconds)\(\s*"(\w+)"', source))
    assert written == documented - {"GENERATED", "GENERATION_FAIL"}
    assert watched() <= written


def watched() -> set[str]:
    """The metrics of ours that alarms and the dashboard show."""
    found = set()
    for resource in RESOURCES.values():
        properties = resource["Properties"]
        queries = [
            query["MetricStat"]["Metric"]
            for query in properties.get("Metrics", ())
            if "MetricStat" in query
        ]
        for metric in [properties, *queries]:
            if metric.get("Namespace") == "Feedloom":
                found.add(metric["MetricName"])
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Sub"]
    for widget in json.loads(body)["widgets"]:
        for metric in widget["properties"]["metrics"]:
            if metric[0] == "Feedloom":
                found.add(metric[1])
            elif isinstance(metric[0], dict):
                found.update(re.findall(r'MetricName="(\w+)"', metric[0]["expression"]))
    return found
