"""What each kind of element is called, in the language that is spoken."""

from __future__ import annotations

from convlib._words import _


def name_of(kind: str) -> str:
    """Return the name of a kind; one that is not of this library has none but its own."""
    names = {
        "as-matrix": _("As matrix"),
        "causal-stack": _("Causal stack"),
        "channels": _("Channels"),
        "conv-backward": _("Conv backward"),
        "digits": _("Digits"),
        "exercise": _("Exercise"),
        "groups": _("Groups"),
        "image-kernel": _("Image kernel"),
        "layer-calculator": _("Layer calculator"),
        "learn-kernel": _("Learn kernel"),
        "network": _("Network"),
        "output-size": _("Output size"),
        "pooling": _("Pooling"),
        "receptive-field": _("Receptive field"),
        "sliding-window": _("Sliding window"),
        "transposed": _("Transposed"),
    }
    return names.get(kind, kind.replace("-", " ").capitalize())
