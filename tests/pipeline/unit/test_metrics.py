"""Measurements become lines that CloudWatch reads as metrics."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline import metrics
from pipeline.stages import stage


@pytest.fixture
def written(capsys: pytest.CaptureFixture[str]) -> Any:
    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return read


def test_a_measurement_is_a_line_of_the_embedded_metric_format(written: Any) -> None:
    metrics.count("Failures", ("error", "DatabaseUnavailable"))
    (line,) = written()
    assert line["Failures"] == [1]
    assert line["error"] == "DatabaseUnavailable"
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Feedloom"
    assert [sorted(names) for names in directive["Dimensions"]] == [["error", "service"]]
    assert directive["Metrics"] == [{"Name": "Failures", "Unit": "Count"}]


def test_what_belongs_together_is_written_together(written: Any) -> None:
    with metrics.written_together():
        for value in (0.1, 0.2):
            metrics.seconds("Duration", value, ("phase", "generate"))
        metrics.seconds("Duration", 3, ("phase", "process"))
        metrics.count("Pictures")
        assert written() == []
    found = {line.get("phase"): line for line in written()}
    assert found["generate"]["Duration"] == [100, 200]
    assert found["process"]["Duration"] == [3000]
    assert found[None]["Pictures"] == [1]


def test_more_measurements_than_a_line_may_hold_are_several_lines(written: Any) -> None:
    with metrics.written_together():
        for _ in range(250):
            metrics.count("Pictures")
    lines = written()
    assert sum(sum(line["Pictures"]) for line in lines) == 250
    assert all(len(line["Pictures"]) <= 100 for line in lines)


def test_a_stage_that_fails_is_measured_too(written: Any) -> None:
    with pytest.raises(ZeroDivisionError), stage("draw"):
        raise ZeroDivisionError
    (line,) = written()
    assert line["stage"] == "draw"
    assert line["StageDuration"][0] >= 0
