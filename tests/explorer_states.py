"""A random explorer of every kind, in any state that a reader may bring it into."""

from collections.abc import Sequence

from convlib.widgets.contract import Rng, contracts, flag
from convlib.widgets.explorer import Explorer

KINDS = {kind: contract.random for kind, contract in contracts().items()}
#: How many times controls are moved.
MOVES = 40


def random_explorer(kind: str, rng: Rng) -> Explorer:
    """Return one whose selection is a cell of its own, or none."""
    explorer = KINDS[kind](rng)
    places = list(explorer.traits()["selection"].axes.items())
    grid, count = places[rng.integers(len(places))]
    explorer.selection = None if flag(rng) else (grid, *[0] * count)
    return explorer


def random_moves(names: Sequence[str], rng: Rng) -> list[tuple[str, float]]:
    """Return moves of these controls for `OnPage.walk`, often to an end of a slider."""
    return [
        (str(rng.choice(names)), float(rng.choice([0, 1, rng.random()])))
        for _ in range(MOVES)
    ]
