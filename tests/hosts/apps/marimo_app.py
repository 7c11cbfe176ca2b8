"""An explorer in marimo, and what Python knows of it: ``marimo run``."""

import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    from convlib import examples
    from convlib.widgets import SlidingWindow

    notes = examples.single_channel
    explorer = mo.ui.anywidget(SlidingWindow(notes.image, notes.kernel, notes.bias))
    explorer  # noqa: B018, what a cell ends with is shown
    return explorer, mo


@app.cell
def _(explorer, mo):
    mo.md(f"Python: stride {explorer.stride}")


if __name__ == "__main__":
    app.run()
