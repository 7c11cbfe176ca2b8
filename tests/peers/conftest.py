"""What was compared, and what was not and why, stands at the end of the run."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the ledgers of all tests, also of those that ran in other processes."""
    terminalreporter.section("compared")
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == "ledger":
                terminalreporter.write_line(text)
