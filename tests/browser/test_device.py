"""What stays on the reader's device: progress, and the book to be read offline."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import site_files
from playwright.sync_api import Error, Page, expect
from server import POLICY, served

CHAPTER, DEVICE = "book/computing/why.html", "book/reference/progress.html"
FIRST = "book/intro.html"
PAUSE, QUESTIONS = 50, 1_200  # milliseconds between two questions, and how many at most
FORGOTTEN = 20_000  # milliseconds after which a page is opened once more


@pytest.fixture(scope="module")  # pages may still ask it for something as a test ends
def shelf(book_dir) -> Iterator[str]:
    """The address of the book below the root of a site."""
    with served(book_dir.parent, POLICY) as address:
        yield f"{address}/{book_dir.name}"


def remembered(page: Page) -> dict:
    """Return what the browser keeps of the reading."""
    return json.loads(page.evaluate("localStorage.getItem('convlib progress')"))


def answers(page: Page, count: int):
    """Return the first exercises of a page that is ready."""
    page.wait_for_load_state("load")
    boxes = page.locator("[data-exercise]")
    expect(boxes.locator("[data-ready]")).to_have_count(boxes.count())
    return [boxes.nth(number) for number in range(count)]


def fill_in(box, text: str) -> None:
    """Answer an exercise: the first choice, or one text in all fields."""
    for field in box.locator(".answer input").all():
        if field.get_attribute("type") == "radio":
            field.check()
            break
        field.fill(text)
    box.get_by_role("button", name="Check").click()
    expect(box.locator("[data-verdict]")).to_be_visible()


def state_of(box) -> list:
    """Return what an exercise shows: its fields, and the verdict."""
    fields = box.locator(".answer input").all()
    values = [
        f.is_checked() if f.get_attribute("type") == "radio" else f.input_value()
        for f in fields
    ]
    return [*values, box.locator(".verdict").inner_text()]


def test_reader_comes_back_to_answers_and_place_takes_them_along_and_forgets_them(
    pages, shelf, tmp_path
):
    page = pages.take(used_again=False)
    page.goto(f"{shelf}/{CHAPTER}")
    boxes = answers(page, 3)
    for box, text in zip(boxes, ("1/2", "-3", "7"), strict=True):
        fill_in(box, text)
    before = [state_of(box) for box in boxes]
    page.locator(".prev-next-footer").scroll_into_view_if_needed()
    mark = page.locator(".bd-docs-nav a.current .progress-mark")
    expect(mark).to_contain_text("read to the end")

    page.goto(f"{shelf}/{FIRST}")
    back = page.locator(".continue-reading a")
    expect(back).to_have_text("1. Why a convolution?")
    expect(page.locator(".progress-mark")).to_have_count(1)
    with page.expect_navigation():
        back.click()
    boxes = answers(page, 3)
    for box in boxes:
        expect(box.locator("[data-verdict]")).to_be_visible()
    assert [state_of(box) for box in boxes] == before
    assert "#" in page.url

    page.goto(f"{shelf}/{DEVICE}")
    row = page.locator("#progress-tools tbody tr")
    expect(row).to_have_count(1)
    shown = row.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    download.value.save_as(tmp_path / "kept.json")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Forget everything").click()
    expect(row).to_have_count(0)
    assert (
        page.evaluate("Object.keys(localStorage).filter(k => k.match(/^convlib/))")
        == []
    )

    chooser = page.locator("#progress-tools input[type=file]")
    (tmp_path / "other.json").write_text('{"kept": {"theme": "dark"}}')
    chooser.set_input_files(tmp_path / "other.json")
    said = page.locator("#progress-tools [role=status]")
    expect(said).to_contain_text("Nothing was added")
    chooser.set_input_files(tmp_path / "kept.json")
    expect(said).to_contain_text("has been added")
    expect(row).to_have_count(1)
    assert row.inner_text() == shown


def test_book_is_kept_read_offline_and_removed(pages, shelf):
    page = pages.take(used_again=False)
    page.goto(f"{shelf}/{DEVICE}")
    page.get_by_role("button", name="Keep the book").click()
    remove = page.get_by_role("button", name="Remove it")
    expect(remove).to_be_visible()
    page.context.set_offline(True)
    page.goto(f"{shelf}/search.html?q=stride")
    expect(page.locator("#search-results li").first).to_be_visible()
    page.context.set_offline(False)
    page.goto(f"{shelf}/{DEVICE}")
    remove.click()
    expect(page.get_by_role("button", name="Keep the book")).to_be_visible()
    left = "async () => [await caches.keys(), await navigator.serviceWorker.getRegistrations()]"
    assert page.evaluate(left) == [[], []]


# The worker, with a small site at a sub-path


BEGUN = int(time.time())


def build(shelf: Path, word: str, age: int = 0, name: str = "book") -> None:
    """Put a build of a small book into its place: a page, and a script named for its content.

    Its files are so many seconds old: a server tells a browser whether they have changed
    by their dates, in whole seconds.
    """
    book = shelf / name
    shutil.rmtree(book, ignore_errors=True)
    book.mkdir()
    (book / "index.html").write_text(
        f'<!doctype html><link rel="icon" href="data:,"><title>{word}</title>'
        f'<script src="{word}.js"></script>'
    )
    (book / f"{word}.js").write_text(f"document.title += ' {word}'")
    names = site_files.linked(book, ["index.html"])
    text = site_files.worker(site_files.digests(book, names))
    (book / "offline.js").write_text(text)
    for path in book.glob("*.*"):
        os.utime(path, (BEGUN - age, BEGUN - age))


#: Told by a page: its worker is there; there are so many copies, and its own is of a build.
REGISTER = (
    'async () => Boolean((await navigator.serviceWorker.register("offline.js")).active)'
)
GONE = "async () => !(await navigator.serviceWorker.getRegistration())"
COPIES = "async () => (await caches.keys()).length"
RENEWED = """async ([word, count]) => {
    const { scope } = await navigator.serviceWorker.getRegistration();
    const names = await caches.keys();
    const own = names.filter((name) => name.startsWith(`convlib ${scope} `));
    if (own.length !== 1 || names.length !== count) return false;
    const page = await (await caches.open(own[0])).match("index.html");
    return Boolean((await page?.text())?.includes(`<title>${word}<`));
}"""


def open_again(page: Page, attempts: int = 5) -> None:
    """Reload a page; the browser can forget to, as one worker takes over from another."""
    for _ in range(attempts):
        try:
            page.reload(timeout=FORGOTTEN)
            return
        except Error:  # too late, or the one before was still on its way
            continue
    pytest.fail(f"The page is never opened again: {page.url}")


def wait_for(page: Page, question: str, given: Any = None, visits: int = 1) -> None:
    """Ask a page until it says yes. (`wait_for_function` asks an async function once.)

    With more visits it is opened again where the answer stays no.
    """
    for visit in range(visits):
        if visit:
            open_again(page)
        for _ in range(QUESTIONS // visits):
            if page.evaluate(question, given):
                return
            page.wait_for_timeout(PAUSE)
    pytest.fail(f"The page never says yes to: {question}")


def wait_for_copy(page: Page, word: str, count: int) -> None:
    """Open a page until its copy is of a build, and there are so many copies.

    One visit need not do: a browser that still looks for a newer worker, for a page opened
    before, does not look again for this one, and what it finds may be older than the build.
    """
    wait_for(page, RENEWED, [word, count], visits=10)


def test_copy_of_the_book_is_never_an_old_one(pages, tmp_path):
    build(tmp_path, "A", age=10_000)
    page = pages.take(used_again=False)
    with served(tmp_path, POLICY) as url:
        address = f"{url}/book/"
        page.goto(address)
        wait_for(page, REGISTER)
        expect(page).to_have_title("A A")
        page.context.set_offline(True)
        page.reload()
        expect(page).to_have_title("A A")

        page.context.set_offline(False)
        build(tmp_path, "B")
        page.reload()
        expect(page).to_have_title("B B")
        wait_for_copy(page, "B", 1)
        page.context.set_offline(True)
        page.reload()
        expect(page).to_have_title("B B")


def test_copy_that_a_newer_worker_removed_does_not_come_back_empty(pages, tmp_path):
    build(tmp_path, "A")
    page = pages.take(used_again=False)
    with served(tmp_path, POLICY) as url:
        page.goto(f"{url}/book/")
        wait_for(page, REGISTER)
        (worker,) = page.context.service_workers
        seen = """async () => {
            const before = await kept(registration.scope);
            for (const name of await caches.keys()) await caches.delete(name);
            return [Boolean(before), await kept(registration.scope), await caches.keys()];
        }"""
        assert worker.evaluate(seen) == [True, None, []]


def test_copy_is_whole_or_not_there(pages, tmp_path):
    """A site that is being updated has files of two builds."""
    build(tmp_path, "A")
    (tmp_path / "book" / "A.js").write_text("document.title += ' B'")
    page = pages.take(used_again=False)
    with served(tmp_path, POLICY) as url:
        page.goto(f"{url}/book/")
        page.evaluate(REGISTER)
        wait_for(page, GONE)
        assert page.evaluate(COPIES) == 0


def test_each_edition_is_kept_by_itself(pages, tmp_path):
    """One lies in a folder of the other; a new copy of one leaves that of the other."""
    build(tmp_path, "A")
    build(tmp_path, "B", age=10_000, name="book/zh")
    page = pages.take(used_again=False)

    def expect_titles(english: str, chinese: str) -> None:
        for folder, title in (("", english), ("zh/", chinese)):
            page.goto(f"{url}/book/{folder}")
            expect(page).to_have_title(title)

    with served(tmp_path, POLICY) as url:
        for folder in ("", "zh/"):
            page.goto(f"{url}/book/{folder}")
            wait_for(page, REGISTER)
        assert page.evaluate(COPIES) == 2
        page.context.set_offline(True)
        expect_titles("A A", "B B")

        page.context.set_offline(False)
        build(tmp_path, "C", name="book/zh")
        page.reload()
        wait_for_copy(page, "C", 2)
        page.context.set_offline(True)
        expect_titles("A A", "C C")
