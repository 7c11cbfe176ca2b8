"""Firefox and WebKit behind one door: open a page, run a script in it, press and click.

Both protocols take the same list of actions (that of W3C's WebDriver), so only how a
command is sent differs: Firefox itself speaks WebDriver BiDi, WebKit has a driver that
speaks WebDriver.
"""

import base64
import json
import re
import subprocess
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.command import Command
from selenium.webdriver.webkitgtk.service import Service
from websocket import create_connection

PATIENCE = 60  # seconds after which a page is taken to be stuck
KEYS = {
    "ArrowUp": Keys.ARROW_UP,
    "ArrowDown": Keys.ARROW_DOWN,
    "ArrowLeft": Keys.ARROW_LEFT,
    "ArrowRight": Keys.ARROW_RIGHT,
    "Home": Keys.HOME,
    "End": Keys.END,
    "Enter": Keys.ENTER,
    "Escape": Keys.ESCAPE,
    "Tab": Keys.TAB,
    "Control": Keys.CONTROL,
}
# Resolves when what `holds` looks at has come true; gives what was seen last if it never
# does.
UNTIL = """async (holds) => {
    let late = false;
    setTimeout(() => (late = true), %d);
    let seen = holds();
    while (!seen && !late) {
        await new Promise((drawn) => requestAnimationFrame(drawn));
        seen = holds();
    }
    return seen;
}"""


def pointer(*steps: dict[str, Any]) -> dict[str, Any]:
    """Return the actions of a mouse."""
    mouse = {"pointerType": "mouse"}
    return {"type": "pointer", "id": "mouse", "parameters": mouse, "actions": [*steps]}


def move(x: float, y: float) -> dict[str, Any]:
    """Return the mouse's move to a place of the window, in pixels."""
    where = {"x": round(x), "y": round(y), "origin": "viewport"}
    return {"type": "pointerMove", "duration": 0, **where}


DOWN = {"type": "pointerDown", "button": 0}
UP = {"type": "pointerUp", "button": 0}


class Engine(ABC):
    """What is the same in both."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address; return when the page has loaded."""

    @abstractmethod
    def back(self) -> None:
        """Go one step back in the history."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Give the page this many pixels."""

    @abstractmethod
    def screenshot(self) -> bytes:
        """Return what the window shows, as PNG."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    @abstractmethod
    def perform(self, *sources: dict[str, Any]) -> None:
        """Let devices act, as W3C's WebDriver describes them."""

    @abstractmethod
    def _call(self, function: str) -> str:
        """Call an async JavaScript function that returns a text."""

    def run(self, function: str, *given: Any) -> Any:
        """Return what a JavaScript function gives for these arguments."""
        arguments = ", ".join(json.dumps(value) for value in given)
        body = f"JSON.stringify(await ({function})({arguments}) ?? null)"
        return json.loads(self._call(f"async () => {body}"))

    def wait_until(self, holds: str) -> Any:
        """Wait until a JavaScript function gives something true, and return it."""
        seen = self.run(f"async () => ({UNTIL % (1000 * PATIENCE)})({holds})")
        assert seen, f"never came true: {holds}"
        return seen

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        self.perform(pointer(move(x, y), DOWN, UP))

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at one place, and let go at another."""
        halfway = [(one + other) / 2 for one, other in zip(start, end, strict=True)]
        steps = [move(*start), DOWN, move(*halfway), move(*end), UP]
        self.perform(pointer(*steps))

    def press(self, *keys: str) -> None:
        """Press keys where the focus is: signs, names, or `Control+v`."""
        actions = []
        for key in keys:
            chord = [KEYS.get(part, part) for part in re.split(r"(?<=.)\+", key)]
            actions += [{"type": "keyDown", "value": part} for part in chord]
            actions += [{"type": "keyUp", "value": part} for part in reversed(chord)]
        self.perform({"type": "key", "id": "keyboard", "actions": actions})


# Of about:config. Firefox does not look for news, nor ask whether it may.
SETTINGS = {
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": True,
}


class Firefox(Engine):
    """Firefox over WebDriver BiDi, which it speaks itself."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        """Start it with a new profile in a folder; settings are those of about:config."""
        lines = [
            f'user_pref("{name}", {json.dumps(value)});'
            for name, value in (SETTINGS | settings).items()
        ]
        (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self.process = subprocess.Popen(
            ["firefox-esr", "--remote-debugging-port=0", "--profile", str(folder)],
            stderr=subprocess.PIPE,
            text=True,
        )
        found = (re.search(r"ws://\S+", line) for line in self.process.stderr)
        address = next(match[0] for match in found if match)
        # What it goes on to say is read, so that it can go on.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.socket = create_connection(
            f"{address}/session", timeout=2 * PATIENCE, suppress_origin=True
        )
        self.count = 0
        self.command("session.new", capabilities={})
        # The first page leaves the focus in the address bar.
        self.page = self.command("browsingContext.create", type="tab")

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        self.socket.send(json.dumps(message))
        while (reply := json.loads(self.socket.recv())).get("id") != self.count:
            pass
        assert "result" in reply, f"{method}: {reply.get('message')}"
        return reply["result"]

    def open(self, address: str) -> None:
        self.command(
            "browsingContext.navigate", url=address, wait="complete", **self.page
        )

    def back(self) -> None:
        self.command("browsingContext.traverseHistory", delta=-1, **self.page)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self.command("browsingContext.setViewport", viewport=size, **self.page)

    def screenshot(self) -> bytes:
        shot = self.command("browsingContext.captureScreenshot", **self.page)
        return base64.b64decode(shot["data"])

    def print(self) -> bytes:
        """Return the page as it is printed, as PDF."""
        printed = self.command("browsingContext.print", background=True, **self.page)
        return base64.b64decode(printed["data"])

    def perform(self, *sources: dict[str, Any]) -> None:
        self.command("input.performActions", actions=[*sources], **self.page)

    def _call(self, function: str) -> str:
        answer = self.command(
            "script.callFunction",
            functionDeclaration=function,
            awaitPromise=True,
            target=self.page,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return answer["result"]["value"]

    def close(self) -> None:
        self.command("browser.close")
        self.process.wait()
        self.process.stderr.close()
        self.socket.close()


class WebKit(Engine):
    """WebKit through its own driver."""

    def __init__(self, folder: Path) -> None:
        """Start it; it keeps nothing in the folder."""
        options = WebKitGTKOptions()
        options.overlay_scrollbars_enabled = False
        log = str(folder / "driver.log")
        service = Service("/usr/bin/WebKitWebDriver", log_output=log)
        self.driver = WebKitGTK(options=options, service=service)
        self.driver.set_script_timeout(2 * PATIENCE)

    def open(self, address: str) -> None:
        self.driver.get(address)

    def back(self) -> None:
        self.driver.back()

    def resize(self, width: int, height: int) -> None:
        """Give the page this many pixels: the window has borders and a bar besides."""
        self.driver.set_window_rect(0, 0, width, height)
        inner = self.run("() => [innerWidth, innerHeight]")
        self.driver.set_window_rect(0, 0, 2 * width - inner[0], 2 * height - inner[1])

    def screenshot(self) -> bytes:
        return self.driver.get_screenshot_as_png()

    def perform(self, *sources: dict[str, Any]) -> None:
        self.driver.execute(Command.W3C_ACTIONS, {"actions": [*sources]})

    def _call(self, function: str) -> str:
        return self.driver.execute_script(f"return ({function})()")

    def close(self) -> None:
        self.driver.quit()
