"""Explorers as their semantic contract shows them: grids, controls, status, alert.

Tests read and operate explorers through this module alone. It knows roles, names and the
contract's ``data-`` attributes, and nothing of how an explorer is drawn, so it serves
every kind.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from accessibility import findings
from playwright.sync_api import Locator, Page, expect

# Everything that an explorer says at this moment, in one round trip. Answers come as
# text: Playwright takes seconds over values that JSON takes milliseconds for.
READ = """const visible = (element, but) => [...element.childNodes]
    .filter((node) => node !== but && node.ariaHidden !== "true")
    .map((node) => node.textContent).join(" ").trim();
const name = (control) => control.getAttribute("aria-label")
    ?? ([...control.labels ?? []].map((label) => visible(label, control)).join(" ")
        || visible(control));
const read = (root) => {
    const all = (selector, from = root) => [...from.querySelectorAll(selector)];
    const words = (element) => (element.dataset.state ?? "").split(" ").filter(Boolean);
    const number = (text) => (text === undefined ? null : Number(text));
    const ledger = root.querySelector(".ledger[role=status]");
    return {
        kind: root.dataset.explorer,
        label: root.getAttribute("aria-label"),
        ready: root.dataset.ready,
        grids: Object.fromEntries(all("[role=grid]").map((grid) => [
            grid.getAttribute("aria-label"),
            all("[role=row]", grid).map((row) => all("[role=gridcell]", row).map((cell) => ({
                row: Number(cell.dataset.row),
                col: Number(cell.dataset.col),
                value: number(cell.dataset.value),
                states: words(cell),
                text: cell.querySelector("input")?.value ?? cell.textContent,
                editable: cell.querySelector("input") !== null,
                label: (cell.querySelector("input") ?? cell).getAttribute("aria-label"),
            }))),
        ])),
        sliders: Object.fromEntries(all("input[type=range]").map((slider) => [name(slider), {
            value: Number(slider.value),
            min: Number(slider.min),
            max: Number(slider.max),
            disabled: slider.disabled,
            printed: slider.closest(":has(output)")?.querySelector("output").textContent,
        }])),
        switches: Object.fromEntries(
            all("input[type=checkbox]").map((box) => [name(box), box.checked])),
        radios: Object.fromEntries(
            all("input[type=radio]").map((radio) => [name(radio), radio.checked])),
        choices: Object.fromEntries(all("select").map((list) => [name(list), list.value])),
        buttons: Object.fromEntries(
            all("button").map((button) => [name(button), !button.disabled])),
        ledger: number(ledger?.dataset.value),
        spoken: ledger?.textContent ?? null,
        alert: root.querySelector("[role=alert]")?.textContent ?? null,
    };
};
const move = (slider, value) => {
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
};
const redrawn = () => new Promise((done) => setTimeout(done));
const frame = async () => {
    await redrawn();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
};
"""


def script(body: str) -> str:
    """Return a function of (root, argument) that may use what is defined above."""
    return f"async ([root], given) => {{ {READ} {body} }}"


COPIES = {"Copy link", "Copy as NumPy", "Copy as PyTorch", "More"}
HOUR = 3_600_000  # milliseconds
SEVERE = {"serious", "critical"}


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text, in no order: languages differ in that.

    1,437 and 1437 are one number.
    """
    joined = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return sorted(re.findall(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?", joined))


@dataclass(frozen=True)
class Snapshot:
    """What an explorer said at one moment."""

    data: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        """Give ``kind``, ``label``, ``sliders``, ``ledger``, ``alert`` and so on."""
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(name) from None

    def cells(self, grid: str) -> Iterator[dict[str, Any]]:
        """Go through the cells of a grid, padding included, row by row."""
        for row in self.data["grids"][grid]:
            yield from row

    def values(self, grid: str) -> np.ndarray:
        """Return the numbers of a grid without its padding."""
        rows = [
            [cell["value"] for cell in row if "padding" not in cell["states"]]
            for row in self.data["grids"][grid]
        ]
        return np.array([row for row in rows if row])

    def marked(self, grid: str, state: str) -> set[tuple[int, int]]:
        """Return the (row, column) of the cells that a state applies to."""
        return {
            (cell["row"], cell["col"])
            for cell in self.cells(grid)
            if state in cell["states"]
        }

    def setting(self, name: str) -> int:
        """Return a slider's value."""
        return self.data["sliders"][name]["value"]


@dataclass
class OnPage:
    """One explorer of a page."""

    root: Locator
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.root.page

    # Reading

    def read(self) -> Snapshot:
        """Return all it says now."""
        return Snapshot(self.run("return read(root)"))

    def run(self, body: str, given: Any = None) -> Any:
        """Run JavaScript on the explorer's root; see `READ` for what it may use."""
        wrapped = f"return JSON.stringify(await (async () => {{ {body} }})() ?? null)"
        return json.loads(self.root.evaluate_all(script(wrapped), given))

    def values(self, grid: str) -> np.ndarray:
        """Return the numbers of a grid without its padding."""
        return self.read().values(grid)

    def grid(self, name: str) -> Locator:
        return self.root.get_by_role("grid", name=name, exact=True)

    def cell(self, grid: str, row: int, col: int) -> Locator:
        """Return a cell by its contract's indices (those of padding are negative)."""
        return self.grid(grid).locator(f'[data-row="{row}"][data-col="{col}"]')

    def slider(self, name: str) -> Locator:
        return self.root.get_by_role("slider", name=name, exact=True)

    def switch(self, name: str) -> Locator:
        return self.root.get_by_role("checkbox", name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name)

    @property
    def ledger(self) -> Locator:
        return self.root.locator(".ledger[role=status]")

    @property
    def alert(self) -> Locator:
        return self.root.get_by_role("alert")

    # Operating

    def select(self, grid: str, row: int, col: int) -> None:
        """Click a cell."""
        self.cell(grid, row, col).click()

    def edit(self, grid: str, row: int, col: int, text: str) -> None:
        """Click a cell, type over what it holds, and leave it with Enter."""
        field = self.cell(grid, row, col).locator("input")
        field.click()
        field.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def paste(self, grid: str, row: int, col: int, text: str) -> None:
        """Paste text into a cell, as the clipboard brings it."""
        self.focus(grid, row, col)
        self.run(
            """const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", given);
            document.activeElement.dispatchEvent(new ClipboardEvent(
                "paste", { clipboardData, bubbles: true, cancelable: true }));
            await redrawn();""",
            text,
        )

    def unfold(self) -> None:
        """Open what is folded away, which may have to be loaded."""
        self.button("More").click()
        expect(self.root.locator("[aria-busy=true]")).to_have_count(0)

    def set(self, slider: str, value: int) -> None:
        """Move a slider to a value, as dragging it does."""
        self.slider(slider).evaluate_all(script("move(root, given)"), value)

    def survey(self, grid: str) -> dict[tuple[int, int], Snapshot]:
        """Select each cell of a grid in turn; return what the explorer said then."""
        said = self.run(
            """const cells = [...root.querySelectorAll(
                `[role=grid][aria-label="${given}"] [role=gridcell]`)]
                .map((cell) => cell.querySelector("input") ?? cell)
                .filter((cell) => cell.tabIndex >= -1 && cell.hasAttribute("tabindex"));
            const said = [];
            for (const cell of cells) {
                cell.focus();
                await frame(); // what is spoken follows the picture
                const { row, col } = cell.closest("[role=gridcell]").dataset;
                said.push([Number(row), Number(col), read(root)]);
            }
            return said;""",
            grid,
        )
        return {(row, col): Snapshot(data) for row, col, data in said}

    def walk(self, moves: list[tuple[str, float]]) -> list[Snapshot]:
        """Move controls: (name, 0 to 1 from a slider's least to its largest value).

        A switch is clicked. Return what the explorer said after each move; what nobody
        looks at is drawn after the last one.
        """
        said = self.run(
            """const said = [];
            root.style.contentVisibility = "hidden";
            const controls = new Map([...root.querySelectorAll("input")]
                .filter((input) => ["range", "checkbox"].includes(input.type))
                .map((input) => [input.labels[0].textContent.trim(), input]));
            for (const [name, part] of given) {
                const control = controls.get(name);
                const [low, high] = [Number(control.min), Number(control.max)];
                if (control.type === "checkbox") control.click();
                else move(control, low + Math.round(part * (high - low)));
                await redrawn();
                said.push(read(root));
            }
            root.style.contentVisibility = "";
            return said;""",
            moves,
        )
        return [Snapshot(data) for data in said]

    def listen(self) -> None:
        """Note what it says below its buttons from now on: it says it for a while only.

        The last that it said is then its root's ``data-said``.
        """
        self.run(
            """const status = root.querySelector(".share > [role=status]");
            const note = () => (root.dataset.said = status.textContent || root.dataset.said);
            root.dataset.said = "";
            note();
            new MutationObserver(note)
                .observe(status, { subtree: true, childList: true, characterData: true });"""
        )

    def expect_said(self, text: str) -> None:
        """Wait until it has said this, since somebody began to `listen`."""
        expect(self.root).to_have_attribute("data-said", text)

    def copied(
        self, button: str, *, key: str | None = None, said: str = "Copied."
    ) -> str:
        """Press a button, with a key or the mouse; return what it copies.

        The clipboard is emptied before: what is in it afterwards is what was copied.
        """
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("navigator.clipboard.writeText('')")
        self.listen()
        if key is None:
            self.button(button).click()
        else:
            self.button(button).press(key)
        self.expect_said(said)
        return self.page.evaluate("navigator.clipboard.readText()")

    def linked(self) -> dict[str, Any]:
        """Return the state that a copied link holds."""
        text = self.copied("Copy link").split(".")[-1]
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def reached(self, *keys: str) -> list[tuple[str, int, int] | None]:
        """Press keys; return (grid, row, column) of the cell in which each one ends."""
        self.run(
            """globalThis.reached = [];
            document.onkeyup = () => {
                const cell = document.activeElement.closest("[role=gridcell]");
                reached.push(cell && root.contains(cell)
                    ? [cell.closest("[role=grid]").getAttribute("aria-label"),
                       Number(cell.dataset.row), Number(cell.dataset.col)]
                    : null);
            };"""
        )
        self.press(*keys)
        cells = self.run("document.onkeyup = null; return reached")
        return [cell and tuple(cell) for cell in cells]

    def reset(self) -> None:
        """Press Reset, where it is not the mouse that is tried."""
        self.button("Reset").evaluate_all("([reset]) => reset.click()")

    def seen(self) -> set[str]:
        """Return the names of the sliders and switches that are in sight with them."""
        names = self.run(
            """const visible = (element) =>
                element.checkVisibility({ visibilityProperty: true })
                && element.getClientRects().length > 0;
            const words = [...root.querySelectorAll("*")].filter(visible)
                .map((element) => element.textContent.trim());
            return [...root.querySelectorAll("input:is([type=range], [type=checkbox])")]
                .filter(visible).map(name).filter((its) => words.includes(its));"""
        )
        return set(names)

    def focus(self, grid: str, row: int, col: int) -> None:
        """Put the focus into a cell, without a mouse."""
        self.cell(grid, row, col).evaluate_all(
            "([cell]) => (cell.querySelector('input') ?? cell).focus()"
        )

    def tab_stops(self) -> list[dict[str, Any]]:
        """Press Tab until the focus has left the explorer; return where it stopped."""
        stops: list[dict[str, Any]] = []
        self.page.evaluate("document.activeElement.blur()")
        for _ in range(100):
            self.press("Tab")
            stop = self.run(
                """const element = document.activeElement;
                if (!root.contains(element)) return null;
                const style = getComputedStyle(element);
                const grid = element.closest("[role=grid]")?.getAttribute("aria-label");
                return {
                    name: grid ?? name(element),
                    grid: Boolean(grid),
                    outline: style.outlineStyle === "none"
                        ? 0 : parseFloat(style.outlineWidth),
                };"""
            )
            if stop is None:
                return stops
            stops.append(stop)
        raise AssertionError("Tab never leaves the explorer")

    def small_targets(self, least: float) -> list[str]:
        """Return the controls and cells that are less than `least` pixels across."""
        return self.run(
            """return [...root.querySelectorAll("button, select, input, [role=gridcell]")]
                .filter((element) => !element.matches("[role=gridcell] *"))
                .map((element) => [element, element.getBoundingClientRect()])
                .filter(([, box]) => Math.min(box.width, box.height) < given - 0.01)
                .map(([element, box]) =>
                    `${element.outerHTML.slice(0, 90)} ${box.width} × ${box.height}`)""",
            least,
        )

    def is_playing(self) -> bool:
        """Tell whether Pause is offered at this moment."""
        return self.run(
            'return [...root.querySelectorAll("button")].map(name).includes("Pause");'
        )

    def watch_playing(self, grids: Iterable[str]) -> None:
        """From here on, note which cells of some grids are selected, and when it plays.

        It is noted as it happens, so that a test can let all the time pass at once.
        """
        self.run(
            """const cells = given.map((grid) =>
                `[role=grid][aria-label="${grid}"] [role=gridcell][data-state~=selected]`);
            const selected = () => [...root.querySelectorAll(cells.join())].map((cell) => [
                cell.closest("[role=grid]").getAttribute("aria-label"),
                Number(cell.dataset.row), Number(cell.dataset.col)]);
            const plays = () =>
                [...root.querySelectorAll("button")].map(name).includes("Pause");
            const seen = selected();
            const turned = [];
            globalThis.noted = { seen, turned };
            new MutationObserver(() => {
                const now = selected();
                if (String(now) !== String(seen.slice(-1))) seen.push(...now);
                if (plays() === (turned.length % 2 === 0)) turned.push(Date.now());
            }).observe(root, { subtree: true, childList: true, attributes: true });""",
            list(grids),
        )

    def noted(self) -> tuple[list[tuple[str, int, int]], list[int]]:
        """Return the cells that were selected, and when it began and ceased to play."""
        noted = self.run("return globalThis.noted")
        return [tuple(at) for at in noted["seen"]], noted["turned"]

    def focused_cell(self) -> tuple[str, int, int] | None:
        """Return (grid, row, column) of the cell that has the focus, or None."""
        found = self.root.evaluate(
            """(root) => {
                const cell = document.activeElement.closest("[role=gridcell]");
                return cell && root.contains(cell)
                    ? [cell.closest("[role=grid]").getAttribute("aria-label"),
                       Number(cell.dataset.row), Number(cell.dataset.col)]
                    : null;
            }"""
        )
        return tuple(found) if found else None


@dataclass
class Book:
    """A page with explorers."""

    page: Page

    def wait_until_ready(self, count: int) -> None:
        ready = self.page.locator('[data-explorer][data-ready="true"]')
        expect(ready).to_have_count(count)

    def read_all(self) -> list[Snapshot]:
        """Return what each explorer of the page says now."""
        everything = OnPage(self.page.locator("body")).run(
            "return [...root.querySelectorAll('[data-explorer]')].map(read)"
        )
        return [Snapshot(data) for data in everything]

    def explorer(self, number: int = 0) -> OnPage:
        """Return the explorer with this number, in the order of the page."""
        return OnPage(self.page.locator("[data-explorer]").nth(number))

    def stop_the_clock(self) -> None:
        """From here on time passes by `tick` only; needs ``show(..., clock=True)``."""
        self.page.clock.pause_at(HOUR)

    def tick(self, milliseconds: int) -> None:
        """Let time pass at once."""
        self.page.clock.run_for(milliseconds)

    def accessibility_findings(self) -> list[str]:
        """Return all that axe-core finds in the explorers, best practices included.

        In the dark theme, contrast alone is looked at once more.
        """
        light = findings(self.page, "[data-explorer]")
        self.turn("dark")
        dark = findings(self.page, "[data-explorer]", structure=False)
        self.turn("light")
        return light + dark

    def turn(self, theme: str) -> None:
        """Turn the page to a theme."""
        self.page.evaluate(
            """(theme) => {
                document.documentElement.dataset.theme = theme;
                const look = getComputedStyle(document.querySelector(".explorer"));
                document.body.style.background = look.getPropertyValue("--cx-surface");
                document.getAnimations().forEach((animation) => animation.finish());
            }""",
            theme,
        )

    def overflow(self) -> int:
        """Return by how many pixels the page, or an explorer, is wider than it may be.

        An explorer that is too wide is cut off instead of making the page scroll.
        """
        return self.page.evaluate(
            """() => {
                const width = document.documentElement.clientWidth;
                const explorers = [...document.querySelectorAll("[data-explorer]")];
                return Math.max(
                    document.scrollingElement.scrollWidth - width,
                    ...explorers.map((e) => e.getBoundingClientRect().right - width),
                    ...explorers.map((e) => e.scrollWidth - e.clientWidth),
                );
            }"""
        )


def severe(findings: Iterable[str]) -> list[str]:
    """Return the findings of axe-core that keep someone from using a page."""
    return [finding for finding in findings if finding.split()[0] in SEVERE]
