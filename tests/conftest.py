"""What all tests share: only those marked gtzan may skip, and only while the variables are not set."""

from __future__ import annotations

import os

import pytest

VARIABLES = ("GTZAN_DIR", "GTZAN_FACTS")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked gtzan where real tracks are not at hand."""
    missing = [name for name in VARIABLES if not os.environ.get(name)]
    if missing:
        skip = pytest.mark.skip(reason=f"needs real tracks: set {' and '.join(missing)}")
        for item in items:
            if item.get_closest_marker("gtzan"):
                item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Turn a skip into a failure where it is not allowed."""
    report = yield
    allowed = item.get_closest_marker("gtzan") and not all(os.environ.get(name) for name in VARIABLES)
    if report.skipped and not hasattr(report, "wasxfail") and not allowed:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: only tests marked gtzan may, while {VARIABLES} are not set."
    return report
