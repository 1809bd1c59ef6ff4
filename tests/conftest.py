"""Test set-up shared by all packages."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("onebed", deadline=None, print_blob=True)
settings.load_profile("onebed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, the READMEs' commands, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: item.path.name != "test_docs.py")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skipped test as failed in continuous integration: there, everything a test needs is at hand."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and item.get_closest_marker("hardware") is None:
        report.outcome = "failed"
        report.longrepr = f"skipped in continuous integration: {report.longrepr}"
    return report
