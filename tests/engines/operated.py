"""An explorer in any engine, operated by mouse and keys as its contract says."""

import json
from typing import Any

from drivers import Engine
from on_page import READ, Snapshot

ROOT = 'document.querySelector("[data-explorer]")'
# What the functions below may use besides what `on_page.READ` defines.
TOOLS = f"""
{READ}
const root = {ROOT};
const cell = ([grid, row, col]) => root.querySelector(
    `[role=grid][aria-label="${{grid}}"] [data-row="${{row}}"][data-col="${{col}}"]`);
const control = (name) => [...root.querySelectorAll("input, select")].find((input) =>
    [...input.labels].some((label) => label.textContent.trim().startsWith(name)));
const button = (name) => [...root.querySelectorAll("button")].find((button) =>
    button.textContent.includes(name));
"""
# Where an element is in the window, once it has been brought there.
BOX = """(element) => {
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, top, width, height } = element.getBoundingClientRect();
    return [left, top, width, height];
}"""
THUMB = 16  # pixels across, about


class Operated:
    """The only explorer of a page."""

    def __init__(self, engine: Engine, address: str) -> None:
        """Name the engine and the page; `open` goes there."""
        self.engine, self.address = engine, address

    def open(self, fragment: str = "") -> None:
        """Open the page, with what comes after its address; wait until it is ready."""
        self.engine.open(self.address + fragment)
        self.engine.wait_until(f"() => {ROOT}?.dataset.ready")

    # Reading

    def run(self, body: str, *given: Any) -> Any:
        """Run a function's body that may use `TOOLS` and `given`."""
        return self.engine.run(f"async (...given) => {{ {TOOLS} {body} }}", *given)

    def read(self) -> Snapshot:
        """Return all it says now."""
        return Snapshot(self.run("return read(root);"))

    def wait_until(self, holds: str, *given: Any) -> Snapshot:
        """Wait until a JavaScript expression of `said` and `given` holds."""
        arguments = f"const given = {json.dumps(given)};"
        seen = self.engine.wait_until(
            f"() => {{ {arguments} {TOOLS} const said = read(root);"
            f" return ({holds}) && said; }}"
        )
        return Snapshot(seen)

    def value(self, grid: str, row: int, col: int) -> float:
        """Return the number of a cell."""
        return self.run("return Number(cell(given).dataset.value)", grid, row, col)

    def focused(self) -> tuple[str, int, int] | None:
        """Return (grid, row, column) of the cell that has the focus."""
        found = self.run(
            """const at = document.activeElement.closest("[role=gridcell]");
            return at && [at.closest("[role=grid]").getAttribute("aria-label"),
                Number(at.dataset.row), Number(at.dataset.col)];"""
        )
        return tuple(found) if found else None

    # Operating

    def box(self, found: str, *given: Any) -> list[float]:
        """Return left, top, width and height of what a JavaScript expression finds."""
        return self.run(f"return ({BOX})({found});", *given)

    def click(self, found: str, *given: Any) -> None:
        """Click the middle of what a JavaScript expression finds."""
        left, top, width, height = self.box(found, *given)
        self.engine.click(left + width / 2, top + height / 2)

    def select(self, grid: str, row: int, col: int) -> None:
        """Click a cell."""
        self.click("cell(given)", grid, row, col)

    def push(self, button: str) -> None:
        """Click a button."""
        self.click("button(given[0])", button)

    def drag(self, slider: str, part: float) -> None:
        """Drag a slider's thumb to a part of its way, from 0 to 1."""
        left, top, width, height = self.box("control(given[0])", slider)
        at = self.read().sliders[slider]
        now = (at["value"] - at["min"]) / (at["max"] - at["min"])
        start, end = (
            left + THUMB / 2 + share * (width - THUMB) for share in (now, part)
        )
        self.engine.drag((start, top + height / 2), (end, top + height / 2))

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self.engine.press(*keys)

    def copy_link(self) -> str:
        """Copy the link to what is shown, paste it, and return what comes after "#"."""
        self.push("Copy link")
        self.wait_until('root.querySelector(".share").textContent.includes("opied")')
        self.click('document.querySelector("textarea")')
        self.press("Control+a", "Control+v")
        pasted = self.engine.wait_until(
            "() => document.querySelector('textarea').value.split('#')[1]"
        )
        return f"#{pasted}"
