"""A JupyterLab, for what looks at notebooks there."""

from collections.abc import Iterator

import pytest
from lab_server import Lab, answer_dialogs, started
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Iterator[Lab]:
    """A JupyterLab for all that look at it; its folder is empty until they fill it."""
    with started(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def lab_page(browser: Browser, lab: Lab) -> Iterator[Page]:
    """JupyterLab without a notebook: to load it takes seconds, to open one in it less."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(60_000)
    page = context.new_page()
    answer_dialogs(page)
    page.goto(f"{lab.address}/lab?reset")
    yield page
    context.close()
