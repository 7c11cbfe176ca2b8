"""A JupyterLab, for what looks at notebooks there."""

from collections.abc import Iterator

import pytest
from lab_server import Lab, started


@pytest.fixture(scope="session")
def lab(tmp_path_factory) -> Iterator[Lab]:
    """A JupyterLab for all that look at it; its folder is empty until they fill it."""
    with started(tmp_path_factory.mktemp("lab")) as running:
        yield running
