"""What a cell has shown, in a form that can be compared: when the book is built, and in it."""

import hashlib
import json
from typing import Any

#: Pictures differ from one matplotlib to the next, and each run numbers its widgets anew.
COMPARED = ("text/html", "text/latex", "text/plain")


def digest(outputs: list[dict[str, Any]]) -> str:
    """Return a short text that is the same for outputs with the same numbers and words.

    What is printed in two pieces is what is printed in one; pictures are left out, and
    spaces behind all that is printed.

    >>> one, two = ({"output_type": "stream", "text": text} for text in ("1", "\\n2"))
    >>> digest([one, two]) == digest([{"output_type": "stream", "text": "1\\n2"}])
    True
    >>> digest([one]) == digest([two])
    False
    """
    parts: list[Any] = []
    for output in outputs:
        if output["output_type"] == "stream":
            if parts and isinstance(parts[-1], str):
                parts[-1] += output["text"]
            else:
                parts.append(output["text"])
        elif output["output_type"] == "error":
            parts.append([output["ename"], output["evalue"]])
        elif not _is_picture(output["data"]):
            parts.append([output["data"].get(name) for name in COMPARED])
    parts = [part.rstrip() if isinstance(part, str) else part for part in parts]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _is_picture(data: dict[str, Any]) -> bool:
    """Tell whether a result is a picture, or the words that are stored instead of it."""
    return any(name.startswith("image/") for name in data) or data.get(
        "text/plain", ""
    ).startswith("<Figure size")
