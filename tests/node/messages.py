"""Where the elements' words are: the folder of each kind, and that of what they share."""

from convlib.widgets import hosts


def cases() -> list[str]:
    """Return the folders with words, below that of the widgets."""
    folders = hosts.STATIC.parent.glob("*/messages.js")
    return sorted(path.parent.name for path in folders)
