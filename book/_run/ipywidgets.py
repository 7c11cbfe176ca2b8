"""The one widget of ipywidgets that the book shows, where Python runs in the page itself."""

from html import escape
from typing import Any

import anywidget
import traitlets


class IntProgress(anywidget.AnyWidget):
    """A bar that shows how far something has come."""

    value = traitlets.Int(0).tag(sync=True)
    max = traitlets.Int(100).tag(sync=True)
    description = traitlets.Unicode("").tag(sync=True)
    #: What the page shows of it.
    html = traitlets.Unicode().tag(sync=True)

    @traitlets.default("html")
    def _html(self) -> str:
        bar = f'<progress value="{self.value}" max="{self.max}"></progress>'
        return f"<label>{escape(self.description)} {bar}</label>"

    @traitlets.observe("value", "max", "description")
    def _drawn(self, _: Any) -> None:
        self.html = self._html()

    def __repr__(self) -> str:
        said = f"value={self.value}, description={self.description!r}, max={self.max}"
        return f"IntProgress({said})"
