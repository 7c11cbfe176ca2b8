"""Runs the cells of a page, and tells the page what they show.

Requests and messages are JSON. A request is one of

- ``{"type": "run", "cell": 3, "code": "1 + 1", "scope": null}``
- ``{"type": "widget", "id": "1", "state": {"stride": 2}}``: the reader has changed it

and a message one of

- ``{"type": "output", "cell": 3, "output": {...}}``: as notebooks store it
- ``{"type": "done", "cell": 3, "digest": "..."}``: of all that it has shown
- ``{"type": "widget", "id": "1", "state": {"stride": 2}}``: Python has changed it
"""

import ast
import builtins
import io
import json
import linecache
import os
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import arrays
import no_matplotlib
import pictures
import pretty
from anywidget import AnyWidget
from results import digest

#: The forms of a value that pages show, by the methods that make them.
FORMS = {
    "text/html": "_repr_html_",
    "text/latex": "_repr_latex_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
}
#: As many characters are shown before a cell ends.
AT_ONCE = 200


class Printed(io.TextIOBase):
    """What is printed, sent line by line."""

    def __init__(self, name: str, send: Callable[[dict[str, Any]], None]) -> None:
        """Send as the stream of a name."""
        self.name, self.send, self.text = name, send, ""

    def write(self, text: str) -> int:
        """Keep a text until there is enough for a message."""
        self.text += text
        if len(self.text) > AT_ONCE and "\n" in text:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what has been kept."""
        if self.text:
            self.send({"output_type": "stream", "name": self.name, "text": self.text})
        self.text = ""


class Session:
    """The names that cells share; ``post`` sends a message to the page.

    The library speaks the language of the page, as it did when the page was built.
    """

    def __init__(self, post: Callable[[str], Any], language: str = "en") -> None:
        """Begin with no names but those of every notebook."""
        words = Path(__file__).parent / "convlib" / f"words.{language}.mo"
        if words.exists():
            os.environ["CONVLIB_WORDS"] = str(words)
        self.post = lambda message: post(json.dumps(message))
        self.names: dict[str, Any] = {
            "__name__": "__main__",
            "__builtins__": builtins,
            "display": self.display,
        }
        #: A solution's names are its own: what the reader has written stays.
        self.scopes: dict[str, dict[str, Any]] = {}
        self.shown: list[dict[str, Any]] = []
        self.cell, self.runs = 0, 0
        self.streams: list[Printed] = []
        AnyWidget.shown.clear()
        AnyWidget.tell = self.tell
        for part in (arrays, pictures, no_matplotlib):
            part.install()

    def handle(self, text: str) -> None:
        """Do what the page asks for."""
        request = json.loads(text)
        if request["type"] == "run":
            self.run(request["cell"], request["code"], request["scope"])
        elif request["id"] in AnyWidget.shown:
            AnyWidget.shown[request["id"]].set_state(request["state"])

    def tell(self, name: str, state: dict[str, Any]) -> None:
        """Tell the page what has changed in a widget, after all that was printed."""
        self.flush()
        self.post({"type": "widget", "id": name, "state": state})

    def run(self, cell: int, code: str, scope: str | None) -> None:
        """Run a cell; what goes wrong in it is one of its outputs."""
        self.cell, self.shown = cell, []
        self.runs += 1
        self.streams = [Printed(name, self.show) for name in ("stdout", "stderr")]
        own = self.scopes.setdefault(scope, {}) if scope else {}
        names = {**self.names, **own} if scope else self.names
        out, err = self.streams
        with redirect_stdout(out), redirect_stderr(err):
            try:
                self.execute(code, f"<cell {cell + 1}, run {self.runs}>", names)
                for picture in pictures.drawn():
                    self.show(_displayed({"image/svg+xml": picture}))
            except no_matplotlib.NotDrawn:
                self.show(_displayed({"image/none": ""}))
            except BaseException as error:  # noqa: BLE001  a cell may exit, too
                self.flush()
                self.show(told(error))
        self.flush()
        for name, value in names.items() if scope else ():
            if name not in self.names or self.names[name] is not value:
                own[name] = value
        self.post({"type": "done", "cell": cell, "digest": digest(self.shown)})

    def execute(self, code: str, filename: str, names: dict[str, Any]) -> None:
        """Execute code, and show the value of its last expression."""
        lines = code.splitlines(keepends=True)
        linecache.cache[filename] = (len(code), None, lines, filename)
        body = ast.parse(code, filename).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), filename, "exec"), names)  # noqa: S102
        if last is None:
            return
        value = eval(compile(ast.Expression(last.value), filename, "eval"), names)
        if value is not None and not code.rstrip().endswith(";"):
            names["_"] = value
            self.flush()
            self.show({**_displayed(forms(value)), "output_type": "execute_result"})

    def display(self, *values: Any) -> None:
        """Show values, as the last expression of a cell is shown."""
        self.flush()
        for value in values:
            self.show(_displayed(forms(value)))

    def show(self, output: dict[str, Any]) -> None:
        """Send an output of the cell that runs."""
        self.shown.append(output)
        self.post({"type": "output", "cell": self.cell, "output": output})

    def flush(self) -> None:
        """Send what has been printed."""
        for stream in self.streams:
            stream.flush()


def _displayed(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def forms(value: Any) -> dict[str, Any]:
    """Return a value in all forms that it has."""
    made = getattr(type(value), "_repr_mimebundle_", None)
    data = made(value) if made else {}
    data = dict(data[0] if isinstance(data, tuple) else data)
    for name, method in FORMS.items():
        if name not in data and hasattr(type(value), method):
            form = getattr(value, method)()
            if form is not None:
                data[name] = form
    data.setdefault("text/plain", pretty.pretty(value))
    return data


def told(error: BaseException) -> dict[str, Any]:
    """Return an error as a notebook shows it, but only the lines of cells."""
    said = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = said
    while part is not None:
        kept = [frame for frame in part.stack if frame.filename.startswith("<cell ")]
        part.stack = traceback.StackSummary.from_list(kept)
        part = part.__cause__ or part.__context__
    return {
        "output_type": "error",
        "ename": type(error).__name__,
        "evalue": str(error),
        "traceback": "".join(said.format()).rstrip().split("\n"),
    }
