"""What all explorers have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from html import escape
from types import SimpleNamespace
from typing import Any

import numpy as np

from convlib.widgets.element import STATIC, Element

__all__ = ["STATIC", "Explorer"]


class Explorer(Element):
    """A picture that a reader operates; a subclass for each kind.

    A subclass names its `kind`, the `arguments` of its constructor in their order, the
    traits that make up its state, and yields its `tables`.
    """

    @abstractmethod
    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        """The name and the numbers of every grid, for readers without JavaScript."""

    def state(self) -> dict[str, Any]:
        """All that the picture is drawn from, ready for JSON."""
        return {**super().state(), **self.get_state("selection")}

    def _as_proposed(self, proposal: Any) -> SimpleNamespace:
        """The state as it would be: a trait under validation still has its old value."""
        values = {name: getattr(self, name) for name in self.state_names}
        return SimpleNamespace(**{**values, proposal.trait.name: proposal.value})

    def without_javascript(self) -> str:
        """The numbers of every grid as tables."""
        return "".join(_table(name, array) for name, array in self.tables())


def _table(name: str, array: np.ndarray) -> str:
    size = " × ".join(map(str, array.shape))
    head = "".join(f'<th scope="col">{col}</th>' for col in range(array.shape[1]))
    rows = "".join(
        f'<tr><th scope="row">{row}</th>'
        + "".join(f"<td>{value:.12g}</td>" for value in values)
        + "</tr>"
        for row, values in enumerate(array)
    )
    return (
        f'<table class="explorer-table"><caption>{escape(name)} ({size})</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
