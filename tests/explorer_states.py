"""A random explorer of every kind, in any state that a reader may bring it into."""

from convlib.widgets.contract import Rng, contracts, flag
from convlib.widgets.explorer import Explorer

KINDS = {kind: contract.random for kind, contract in contracts().items()}


def random_explorer(kind: str, rng: Rng) -> Explorer:
    """Return one whose selection is a cell of its own, or none."""
    explorer = KINDS[kind](rng)
    places = list(explorer.traits()["selection"].axes.items())
    grid, count = places[rng.integers(len(places))]
    explorer.selection = None if flag(rng) else (grid, *[0] * count)
    return explorer
