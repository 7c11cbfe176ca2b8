"""What nbconvert does with explorers: in HTML they are alive, from what is in the file.

Installed with its widgets, the library tells ``jupyter nbconvert --to html`` and the
formats made of HTML to use this (``etc/jupyter/jupyter_nbconvert_config.json``).
"""

from __future__ import annotations

import re
from typing import Any

from nbconvert.preprocessors import Preprocessor

from convlib.widgets import hosts

WIDGET = "application/vnd.jupyter.widget-view+json"
ELEMENT = re.compile(
    r'^<div class="explorer-host" data-kind="(?P<kind>[a-z-]+)" '
    r"""data-state='[^']*'(?: lang="(?P<language>\w+)")?>"""
)


class Alive(Preprocessor):
    """Show explorers from their states, with scripts and styles that stand beside them.

    Without it a widget's view, which needs scripts from elsewhere, comes before all else
    in a notebook that has been executed, and tables stand in one that is stored without.
    Where HTML is sanitised, tables stay. The code of cells whose code the book leaves out
    is left out here, too: an exercise's has the answer in it.
    """

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Change a notebook that is about to be written as HTML."""
        cells = [cell for cell in nb.cells if cell.cell_type == "code"]
        for cell in cells:
            if "remove-input" in cell.metadata.get("tags", ()):
                # Where nbconvert looks whether to write a cell's code.
                cell.metadata["transient"] = {"remove_source": True}
        shown = [o["data"] for c in cells for o in c.outputs if "data" in o]
        found = [(of, ELEMENT.match(of.get("text/html", ""))) for of in shown]
        own = [(data, element) for data, element in found if element]
        for data, _ in own:
            data.pop(WIDGET, None)
        if own and not resources.get("should_sanitize_html"):
            kinds = sorted({element["kind"] for _, element in own})
            spoken = {element["language"] or "en" for _, element in own}
            # English is there in any case.
            language = max(spoken, key=lambda name: name != "en")
            first, _ = own[0]
            first["text/html"] = (
                hosts.inlined(*kinds, language=language) + first["text/html"]
            )
        if not any(WIDGET in data for data in shown):
            nb.metadata.pop(
                "widgets", None
            )  # their states, for which scripts are loaded
        return nb, resources
