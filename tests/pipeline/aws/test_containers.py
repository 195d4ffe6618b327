"""The Dockerfile, the Kubernetes manifest and serverless.yml fit the code and the SAM template."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from sam_template import permissions, template
from typer.main import get_command

from pipeline.cli import app
from pipeline.config import Settings
from pipeline.worker.process import Plan

ROOT = Path(__file__).parents[3]
DOCKERFILE = (ROOT / "lambda/Dockerfile").read_text("utf-8")
MANIFESTS: list[dict[str, Any]] = list(
    yaml.safe_load_all((ROOT / "lambda/kubernetes.yaml").read_text("utf-8"))
)


def manifest(kind: str) -> dict[str, Any]:
    (found,) = [one for one in MANIFESTS if one["kind"] == kind]
    return found


def container(kind: str) -> dict[str, Any]:
    spec = manifest(kind)["spec"]
    if kind == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    (found,) = spec["template"]["spec"]["containers"]
    return dict(found)


def check_command(arguments: list[str]) -> None:
    """The command line takes these arguments."""
    name, *options = arguments
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    command.make_context(name, list(options))


@pytest.mark.parametrize("source", re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE))
def test_what_the_images_copy_is_there_and_sent_to_docker(source: str) -> None:
    assert (ROOT / source).exists()
    assert f"!{source}" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()


def test_the_images_start_what_there_is() -> None:
    function, sweeper, worker = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert yaml.safe_load(function) == [
        template()["Resources"]["Pipeline"]["Properties"]["Handler"]
    ]
    check_command(yaml.safe_load(sweeper))
    check_command(yaml.safe_load(worker))


def test_only_the_worker_is_asked_for_its_health() -> None:
    stages = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)
    assert ["AS worker" in stage for stage in stages if "HEALTHCHECK" in stage] == [True]


def test_the_functions_own_wheels_are_asked_of_no_index() -> None:
    lines = (ROOT / "lambda/function/requirements.txt").read_text("utf-8").splitlines()
    wheels = [line for line in lines if not line.startswith("#")]
    platforms = {"pipeline": "any", "renderer": "${FEEDLOOM_PLATFORM}"}
    for wheel, (name, platform) in zip(wheels, platforms.items(), strict=True):
        project = tomllib.loads((ROOT / name / "pyproject.toml").read_text("utf-8"))["project"]
        version = project["version"]
        file = f"feedloom_{name}-{version}-py3-none-{platform}.whl"
        assert wheel.startswith(f"${{FEEDLOOM_WHEELS}}/{file}")


def test_serverless_keeps_buckets_as_sam_does() -> None:
    ours = template(ROOT / "lambda/serverless.yml")["resources"]["Resources"]
    for name in ("Pictures", "Fonts"):
        assert ours[name]["Properties"] == template()["Resources"][name]["Properties"]


@pytest.mark.parametrize("kind", ["Job", "Deployment", "CronJob"])
def test_the_manifests_commands_are_the_products(kind: str) -> None:
    check_command(container(kind)["args"])


def test_the_manifests_settings_are_complete() -> None:
    variables = {**manifest("ConfigMap")["data"], **manifest("Secret")["stringData"]}
    assert Settings.from_env(variables).bucket == "PICTURES"


def test_a_pod_has_more_time_to_stop_than_a_worker_takes() -> None:
    command = get_command(app).commands["worker"]  # type: ignore[attr-defined]
    (grace,) = [option.default for option in command.params if option.name == "grace"]
    pod = manifest("Deployment")["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] >= grace + 10
    assert "grace" in Plan.__dataclass_fields__


def test_probes_ask_what_is_answered() -> None:
    worker = container("Deployment")
    assert worker["livenessProbe"]["httpGet"]["path"] == "/live"
    assert worker["readinessProbe"]["httpGet"]["path"] == "/ready"


def test_keda_scales_the_deployment_on_the_queue() -> None:
    scaled = manifest("ScaledObject")["spec"]
    assert scaled["scaleTargetRef"]["name"] == manifest("Deployment")["metadata"]["name"]
    (trigger,) = scaled["triggers"]
    assert trigger["metadata"]["queueURL"] == manifest("ConfigMap")["data"]["SQS_QUEUE_URL"]


@pytest.mark.parametrize("role", ["PipelineRole", "SweeperRole"])
def test_serverless_allows_what_sam_allows(role: str) -> None:
    path = ROOT / "lambda/serverless.yml"
    lambda_only = ("ec2:", "logs:", "secretsmanager:", "kms:")

    def rights(found: set[Any]) -> set[Any]:
        return {one for one in found if not one.action.startswith(lambda_only)}

    assert rights(permissions(role, path)) == rights(permissions(role))


def test_serverless_sets_the_variables_that_sam_sets() -> None:
    variables = template(ROOT / "lambda/serverless.yml")["provider"]["environment"]
    assert set(variables) == set(template()["Globals"]["Function"]["Environment"]["Variables"])
