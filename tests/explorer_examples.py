"""An explorer of every kind, on the notes' numbers."""

from collections.abc import Mapping
from typing import Any

from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer

EXAMPLES = {kind: contract.example for kind, contract in contracts().items()}


def example(kind: str) -> Explorer:
    """Return the explorer of a kind on the notes' numbers."""
    return EXAMPLES[kind]()


def put(explorer: Explorer, state: Mapping[str, Any]) -> None:
    """Bring an explorer into a state that a link holds, pictures left out."""
    with explorer.hold_trait_notifications():
        for name in state.keys() & {*explorer.state_names}:
            setattr(explorer, name, state[name])


def in_state(kind: str, state: Mapping[str, Any]) -> Explorer:
    """Return the explorer of a kind in a state that a link holds."""
    made = example(kind)
    put(made, state)
    return made
