"""What `convlib.widgets` needs of anywidget, where Python runs in the page itself.

The real one comes with ipywidgets, IPython and a dozen packages more, for a protocol that
nobody speaks here. A widget that has been shown tells the page what changes in it, and
takes what the reader changes there.
"""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import traitlets

VIEW = "application/vnd.jupyter.widget-view+json"

_numbers = itertools.count(1)


class AnyWidget(traitlets.HasTraits):
    """Traits that the page knows, too: those that are tagged ``sync=True``."""

    #: Those that the page shows, by their names there.
    shown: ClassVar[dict[str, "AnyWidget"]] = {}
    #: Tells the page what has changed in which of them.
    tell: ClassVar[Callable[[str, dict[str, Any]], None]]

    _name = ""
    _held = 0
    _changed: frozenset[str] = frozenset()
    _given: dict[str, Any] = {}  # noqa: RUF012  never changed in place

    def get_state(self, key: Any = None) -> dict[str, Any]:
        """Return traits ready for JSON: one, some, or all that the page knows."""
        names = self.traits(sync=True) if key is None else key
        names = [names] if isinstance(names, str) else names
        return {name: self._plain(name) for name in names}

    def set_state(self, state: dict[str, Any]) -> None:
        """Take what the reader has changed; where that is refused, the page goes back."""
        before = self.get_state(state)
        self._given = state
        try:
            with self.hold_trait_notifications():
                for name, value in state.items():
                    read = self.trait_metadata(
                        name, "from_json", lambda value, _: value
                    )
                    self.set_trait(name, read(value, self))
        except traitlets.TraitError:
            AnyWidget.tell(self._name, before)
        finally:
            self._given = {}

    @contextmanager
    def hold_trait_notifications(self) -> Iterator[None]:
        """Tell the page once of all that is set within."""
        self._held += 1
        try:
            with super().hold_trait_notifications():
                yield
        finally:
            self._held -= 1
            self._report()

    def notify_change(self, change: Any) -> None:
        """Tell whoever observes it, then the page."""
        super().notify_change(change)
        if change.name in self.traits(sync=True):
            self._changed |= {change.name}
            self._report()

    def _report(self) -> None:
        if self._held:
            return
        changed, self._changed = self._changed, frozenset()
        if self._name and (news := self._unlike(self._given, changed)):
            AnyWidget.tell(self._name, news)

    def _unlike(self, known: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
        """Return of some traits what the page does not know: it may be further already."""
        state = self.get_state(names)
        same = {n for n in state if n in known and _json(known[n]) == _json(state[n])}
        return {name: value for name, value in state.items() if name not in same}

    def _plain(self, name: str) -> Any:
        written = self.trait_metadata(name, "to_json", lambda value, _: value)
        return written(getattr(self, name), self)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        self._name = self._name or str(next(_numbers))
        AnyWidget.shown[self._name] = self
        return {
            VIEW: {"model_id": self._name, **self.get_state(self._drawn_from())}
        }, {}

    def _drawn_from(self) -> list[str]:
        """Name what the page cannot take from the HTML beside it."""
        return ["html"] if self.has_trait("html") else []


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
