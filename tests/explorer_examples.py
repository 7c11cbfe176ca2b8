"""An explorer of every kind, on the notes' numbers."""

from convlib.widgets.contract import contracts
from convlib.widgets.explorer import Explorer

EXAMPLES = {kind: contract.example for kind, contract in contracts().items()}


def example(kind: str) -> Explorer:
    """Return the explorer of a kind on the notes' numbers."""
    return EXAMPLES[kind]()
