"""The palette that figures and explorers share, as Python sees it."""

from __future__ import annotations

import json
from importlib.resources import files

#: Colour of each role on a light page, as hex.  The book replaces each of them by the
#: explorers' CSS custom property of the same name, so that figures follow the theme.
PALETTE: dict[str, str] = json.loads(
    (files("convlib") / "palette.json").read_text(encoding="utf-8")
)["light"]

#: What a grid can show; each has a full, a pale and a text colour in the palette.
ROLES = ("input", "kernel", "output", "gradient")
