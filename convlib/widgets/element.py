"""What explorers and exercises have in common: an element of a page, in two hosts."""

from __future__ import annotations

import inspect
import json
from abc import abstractmethod
from typing import Any

import anywidget
import numpy as np
import traitlets

from convlib.widgets import hosts


class Element(anywidget.AnyWidget):
    """A widget in Jupyter, and in the built book the same element without a kernel.

    The module that a subclass is written in names its kind, and holds its front end. It
    names the `arguments` that its repr shows in their order, and the traits that make up
    its state.
    """

    kind = traitlets.Unicode(read_only=True).tag(sync=True)
    arguments: tuple[str, ...] = ()
    state_names: tuple[str, ...] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Show the arguments of the subclass, where traitlets show any at all."""
        super().__init_subclass__(**kwargs)
        own = inspect.signature(cls.__init__)
        cls.__signature__ = own.replace(parameters=list(own.parameters.values())[1:])

    def __setattr__(self, name: str, value: Any) -> None:
        """Set what there is: a name that is written wrong is refused."""
        if not name.startswith("_") and not hasattr(type(self), name):
            raise AttributeError(
                f"{type(self).__name__}: there is no {name} to set, but "
                f"{', '.join(self.state_names)}"
            )
        super().__setattr__(name, value)

    @traitlets.default("kind")
    def _kind(self) -> str:
        """The name of the folder, as pages write it; of a subclass's elsewhere, too."""
        modules = (base.__module__ for base in type(self).__mro__)
        name = next(m for m in modules if m.startswith(f"{__package__}."))
        return name.rpartition(".")[2].replace("_", "-")

    @property
    def _esm(self) -> str:
        return hosts.module(self.kind)

    @property
    def _css(self) -> str:
        return hosts.style(self.kind)

    @abstractmethod
    def without_javascript(self) -> str:
        """What a reader without JavaScript sees."""

    def state(self) -> dict[str, Any]:
        """All that the element is drawn from, ready for JSON."""
        names = [*self.state_names, "kind"]
        return {name: self.get_state(name)[name] for name in names}

    def for_page(self) -> dict[str, Any]:
        """All that the page without a kernel needs, ready for JSON."""
        return self.state()

    def __repr__(self) -> str:
        shown = (f"{name}={_describe(getattr(self, name))}" for name in self.arguments)
        return f"{type(self).__name__}({', '.join(shown)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self.to_html()}, metadata

    def to_html(self) -> str:
        """The element as the book carries it: its state, and what stands without it."""
        state = json.dumps(self.for_page(), separators=(",", ":"))
        state = state.replace("<", r"\u003c")
        return (
            f'<div class="explorer-host" data-kind="{self.kind}">'
            f'<script type="application/json">{state}</script>'
            f"{self.without_javascript()}</div>"
        )


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"<{'×'.join(map(str, value.shape))} array>"
    return repr(value)
