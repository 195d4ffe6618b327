"""The progress bar is for people with many designs only."""

from __future__ import annotations

import sys

import pytest

from renderer.cli.report import MANY, PlainReport, reporting


@pytest.mark.parametrize(
    ("total", "terminal", "plain"),
    [(MANY, True, False), (MANY, False, True), (1, True, True)],
)
def test_a_bar_is_shown_for_many_on_a_terminal(
    total: int, terminal: bool, plain: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with reporting(total) as report:
        assert isinstance(report, PlainReport) == plain


def test_lines_stay_whole_beside_the_bar(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    line = "ad.json: [bold] is not markup, and this line is long " + "x" * 100
    with reporting(MANY) as report:
        report.line(line)
        report.step()
    assert line in capsys.readouterr().err
