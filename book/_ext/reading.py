"""What a page needs so that its reader's browser can remember the reading.

- Each answer box gets a name, ``data-exercise``, that stays the same when the words around
  it change or other exercises come before it: it is made of the right answer.
- The first page gets the line that leads back to where the reader was.
- The page `DEVICE` gets the buttons for what is kept, and for reading offline.

The scripts are ``progress.js`` on every page and ``device.js`` on that one. What this
extension holds on to: how `convlib.widgets` writes an exercise into a page. Without it,
nothing is remembered, and that page has no buttons.
"""

import base64
import json
import re
import zlib
from collections import Counter

from site_files import DEVICE

EXERCISE = re.compile(
    r"""(?<=<div class="explorer-host" data-kind="exercise")(?= data-state='([^']*)')"""
)


def with_names(body: str) -> str:
    """Return a page in which each exercise has a name of its own."""
    seen: Counter[int] = Counter()

    def named(match: re.Match) -> str:
        task = json.loads(base64.b64decode(match[1]))
        answer, choices = task["answer"], task["choices"]
        # A choice is a word of one language.
        kept = ["choice", choices.index(answer)] if choices else answer
        name = zlib.crc32(json.dumps(kept).encode())
        seen[name] += 1
        again = f"-{seen[name]}" if seen[name] > 1 else ""
        return f' data-exercise="{name}{again}"'

    return EXERCISE.sub(named, body)


def prepare(app, pagename, templatename, context, doctree):
    """Add to a page what its scripts work on."""
    if "body" not in context or app.builder.name != "html":
        return
    context["body"] = with_names(context["body"])
    if pagename == app.config.root_doc:
        line = app.builder.templates.render("continue.html", context)
        context["body"] = context["body"].replace("</h1>", f"</h1>{line}", 1)
    if pagename == DEVICE:
        app.add_js_file("device.js", loading_method="defer")
        address = context["pathto"]("book.webmanifest", 1)
        context["metatags"] += f'\n<link rel="manifest" href="{address}" />'
        for name in ("progress", "offline"):
            tools = app.builder.templates.render(f"{name}.html", context)
            place = f'<div id="{name}-tools"></div>'
            context["body"] = context["body"].replace(place, tools, 1)


def setup(app):
    """Connect to each page."""
    app.connect("html-page-context", prepare)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
