"""An explorer in Shiny, and what Python knows of it: ``shiny run``."""

from shiny import App, ui
from shiny import render as text
from shinywidgets import output_widget, reactive_read, render_widget

from convlib import examples
from convlib.widgets import SlidingWindow

page = ui.page_fluid(output_widget("explorer"), ui.output_text("said"))


def server(input, output, session):
    """Answer one reader."""

    @render_widget
    def explorer():
        notes = examples.single_channel
        return SlidingWindow(notes.image, notes.kernel, notes.bias)

    @text.text
    def said():
        return f"Python: stride {reactive_read(explorer.widget, 'stride')}"


app = App(page, server)
