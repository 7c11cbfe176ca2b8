"""Run this page, with the real Pyodide, in Firefox and WebKit."""

from contextlib import suppress
from pathlib import Path

import pytest
from drivers import Engine
from runnable import write_page
from server import served

PRESS = """(name) => [...document.querySelectorAll("button")]
    .find((button) => button.textContent === name && button.checkVisibility()).click()"""
SHOWN = """() => [...document.querySelectorAll("button")]
    .some((button) => button.textContent === "%s" && button.checkVisibility())"""
SAID = (
    """() => document.querySelectorAll(".run-status")[%d].textContent.includes("%s")"""
)

#: How often the state that ends the loading of Python is waited for: on a busy machine
#: compiling it takes longer than anything else that a page does.
ATTEMPTS = 5


def wait_for_python(engine: Engine) -> None:
    """Wait until it is there, or until it has failed."""
    for _ in range(ATTEMPTS):
        with suppress(AssertionError):
            engine.wait_until(SHOWN % "Run all")
            return
    said = engine.run("() => document.querySelector('.run-panel').innerText")
    pytest.fail(f"Python was not loaded: {said}")


def test_cells_run_are_stopped_and_run_again(engine: Engine, tmp_path: Path):
    write_page(tmp_path)
    with served(tmp_path) as address:
        engine.open(f"{address}/page.html")
        engine.run(PRESS, "Run this page")
        engine.wait_until(SHOWN % "Load Python")
        engine.run(PRESS, "Load Python")
        wait_for_python(engine)
        engine.run(PRESS, "Run all")
        engine.wait_until(SAID % (0, "3 cells have been run."))
        for number in (1, 2, 4):
            engine.wait_until(SAID % (number, "Ran: as in the book"))

        engine.run("""() => {
            document.querySelectorAll(".run-row button[aria-label^=Edit]")[0].click();
            const editor = document.activeElement;
            editor.value = "while True:\\n    pass";
            editor.dispatchEvent(new Event("input"));
        }""")
        engine.run(PRESS, "Run")
        engine.wait_until(SAID % (1, "Running"))
        engine.run(PRESS, "Stop")
        wait_for_python(engine)
        engine.wait_until(SAID % (0, "all names are gone"))
        engine.run(PRESS, "Throw my changes away")
        engine.run(PRESS, "Run all")
        engine.wait_until(SAID % (0, "3 cells have been run."))
        assert engine.run("() => localStorage.length") == 0
