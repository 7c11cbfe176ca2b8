"""An explorer in Panel, and what Python knows of it: ``panel serve``."""

import panel as pn

from convlib import examples
from convlib.widgets import SlidingWindow

pn.extension("ipywidgets")
notes = examples.single_channel
explorer = SlidingWindow(notes.image, notes.kernel, notes.bias)
said = pn.pane.Str(f"Python: stride {explorer.stride}")


def say(change):
    """Write what Python knows below the explorer."""
    said.object = f"Python: stride {change['new']}"


explorer.observe(say, "stride")
pn.Column(pn.pane.IPyWidget(explorer), said).servable()
