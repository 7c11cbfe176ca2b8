"""What all explorers have in common."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anywidget
import numpy as np
import traitlets

STATIC = Path(__file__).parent / "static"


class Explorer(anywidget.AnyWidget):
    """A picture that a reader operates; a subclass for each kind.

    A subclass names its `kind`, the `arguments` of its constructor in their order, the
    traits that make up its state, and yields its `tables`.
    """

    _esm = STATIC / "explorers.mjs"
    _css = STATIC / "explorers.css"

    kind = traitlets.Unicode(read_only=True).tag(sync=True)
    arguments: tuple[str, ...] = ()
    state_names: tuple[str, ...] = ()

    @abstractmethod
    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        """The name and the numbers of every grid, for readers without JavaScript."""

    def state(self) -> dict[str, Any]:
        """All that the picture is drawn from, ready for JSON."""
        names = [*self.state_names, "selection", "kind"]
        return {name: self.get_state(name)[name] for name in names}

    def _as_proposed(self, proposal: Any) -> SimpleNamespace:
        """The state as it would be: a trait under validation still has its old value."""
        values = {name: getattr(self, name) for name in self.state_names}
        return SimpleNamespace(**{**values, proposal.trait.name: proposal.value})

    def __repr__(self) -> str:
        shown = (f"{name}={_describe(getattr(self, name))}" for name in self.arguments)
        return f"{type(self).__name__}({', '.join(shown)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self.to_html()}, metadata

    def to_html(self) -> str:
        """The explorer as the book carries it: its state, and tables of its numbers."""
        state = json.dumps(self.state(), separators=(",", ":")).replace("<", r"\u003c")
        return (
            f'<div class="explorer-host" data-kind="{self.kind}">'
            f'<script type="application/json">{state}</script>'
            f"{self.without_javascript()}</div>"
        )

    def without_javascript(self) -> str:
        """What a reader without JavaScript sees."""
        return "".join(_table(name, array) for name, array in self.tables())


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"<{'×'.join(map(str, value.shape))} array>"
    return repr(value)


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
