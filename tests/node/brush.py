"""The brush draws by rules of its own: there is nothing in convlib to compare it with."""

from typing import Any

from convlib import data
from convlib.widgets.digits import FULL


def cases() -> dict[str, Any]:
    """Return a digit to draw on, and how dark a pixel can be."""
    images, _ = data.digits()
    return {"image": images[0].tolist(), "full": FULL}
