"""A page that tests open too often is seen, whichever processes have opened it."""

from types import SimpleNamespace

import pytest
from opened import MOST, Opened


@pytest.fixture
def opened(tmp_path):
    """A book of two pages, none of them opened."""
    for name in ("intro.html", "book/über.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return Opened(tmp_path)


def request(url, opens=True):
    return SimpleNamespace(url=url, is_navigation_request=lambda: opens)


def session(**config):
    return SimpleNamespace(config=SimpleNamespace(**config), exitstatus=0)


def test_pages_are_counted_wherever_they_come_from(opened):
    page = opened.book / "book" / "über.html"
    for url in (page.as_uri(), "http://127.0.0.1:9/book/%C3%BCber.html?q=1#there"):
        opened.note(request(url))
    for url in ("about:blank", "file:///elsewhere/intro.html", "http://127.0.0.1:9/"):
        opened.note(request(url))
    opened.note(request("http://127.0.0.1:9/intro.html", opens=False))
    assert opened.times == {"book/über.html": 2}


def test_what_processes_have_opened_together_fails_the_run(opened):
    for times in ({"intro.html": MOST, "book/über.html": 1}, {"book/über.html": MOST}):
        worker = Opened(opened.book)
        worker.times.update(times)
        output = {}
        worker.pytest_sessionfinish(session(workeroutput=output))
        opened.pytest_testnodedown(SimpleNamespace(workeroutput=output))
    opened.pytest_testnodedown(SimpleNamespace())  # one that broke down
    whole = session()
    opened.pytest_sessionfinish(whole)
    assert opened.problems == [
        f"book/über.html: opened {MOST + 1} times, at most {MOST}"
    ]
    assert whole.exitstatus == pytest.ExitCode.TESTS_FAILED


def test_pages_opened_as_often_as_they_may_be_pass(opened):
    opened.times["intro.html"] = MOST
    whole = session()
    opened.pytest_sessionfinish(whole)
    assert (whole.exitstatus, opened.problems) == (0, [])
