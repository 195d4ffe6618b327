"""What holds for all tests: in CI a skip that nobody expects is a failure."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Performance lives in benchmarks: on a busy machine no test may fail for being slow.
settings.register_profile("feedloom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("feedloom")

EXPECTED_SKIPS: tuple[str, ...] = (
    "needs the extra focus",
    "needs the extra locales",
    "needs the extra profile",
    "needs the extra unicode",
    "needs the extra s3",
    "needs the limits of POSIX",
    "needs fork",
    "Lambda's runtime client is for Linux",
    "needs fontconfig's commands",
    "needs a C compiler",
    "the kernels are not built, or switched off",
)

# Fonts come from where a test says, whatever the shell that starts it has switched on.
for name in (
    "FONT_S3_CACHE_BUCKET",
    "GOOGLE_API_KEY",
    "RENDERER_FONT_CACHE",
    "RENDERER_GOOGLE_FONTS",
    "RENDERER_SYSTEM_FONTS",
):
    os.environ.pop(name, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report: Any = yield
    return _strict(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    report: Any = yield
    return _strict(report)


def _strict(report: Any) -> Any:
    """The same report, failed where it is a skip for a reason not listed."""
    expected = hasattr(report, "wasxfail") or any(
        reason in str(report.longrepr) for reason in EXPECTED_SKIPS
    )
    if report.outcome == "skipped" and os.environ.get("CI") and not expected:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report
