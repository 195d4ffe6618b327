"""Clear the report of failing cases before a run, write it after."""

from __future__ import annotations

import golden_report
import pytest


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_sessionstart(session: pytest.Session) -> None:
    if not _is_worker(session.config):
        golden_report.clear()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    page = golden_report.write()
    if page:
        terminalreporter.write_line(f"Golden cases that fail, side by side: {page}", red=True)
