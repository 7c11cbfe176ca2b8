"""What all explorers have in common."""

from __future__ import annotations

import math
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from html import escape
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np
import traitlets

from convlib._words import _
from convlib.widgets import draws, practice, rules
from convlib.widgets.element import Element
from convlib.widgets.rules import pair, sides
from convlib.widgets.tour import as_list, carried_out

#: What a program says to readers; `make messages` collects it.
COMMENT = re.compile(r"(?<=# ).+")


class Explorer(Element):
    """A picture that a reader operates; a subclass for each kind.

    A subclass names the `arguments` of its constructor in their order, the traits that
    make up its state, and yields its `tables`. Each trait has a rule; `together` are the
    rules that join several of them (see ``rules.py``), and `fixed` the arrays whose sizes
    a reader cannot change: a page, which knows them all, refuses links that do not keep
    them. `caps` is how far a slider goes, by the name of its trait or of what it counts;
    `drawn` the fresh numbers of a trait, from the least to the largest; `later` what links
    do not hold that are older than a trait, and what it is then.

    `numpy_code` and `torch_code` are programs that compute what it shows, see `write`;
    their comments are words for readers.

    A subclass whose results a reader can fill in has a trait `practice`, and `tasks`
    under the names of the grids in the selection. What a mistake is called in each language
    stands in the messages under its name.
    """

    numpy_code: str
    torch_code: str

    together: tuple[tuple[Any, ...], ...] = ()
    fixed: tuple[str, ...] = ()
    caps: Mapping[str, int] = MappingProxyType({})
    drawn: Mapping[str, tuple[int, int]] = MappingProxyType({})
    later: Mapping[str, Any] = MappingProxyType({})
    tasks: Mapping[str, practice.Task] = MappingProxyType({})

    #: What to do with it: a list of `Step`, kept as the page needs it.
    tour = traitlets.Any(()).tag(sync=True)
    templates = traitlets.Dict(read_only=True).tag(sync=True)
    rules = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, **state: Any) -> None:
        joined = {name for rule in self.together for name in rules.about(rule)}
        free = joined & self.traits().keys() - self._trait_validators.keys()
        self._register_validator(Explorer._goes_together, (*free,))
        super().__init__(**state)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set what there is; numbers that are set are not those that were drawn."""
        super().__setattr__(name, value)
        if name in self.drawn and self.has_trait("seed"):
            self.set_trait("seed", 0)

    @abstractmethod
    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        """The name and the numbers of every grid, for readers without JavaScript."""

    def state(self) -> dict[str, Any]:
        """All that the picture is drawn from, ready for JSON."""
        return {**super().state(), **self.get_state("selection")}

    @traitlets.default("templates")
    def _templates(self) -> dict[str, str]:
        """The programs, their comments in the language that is spoken."""
        programs = {"numpy": self.numpy_code, "torch": self.torch_code}
        return {library: translated(program) for library, program in programs.items()}

    @traitlets.observe("_language")
    def _speaks(self, _change: Any) -> None:
        self.set_trait("templates", self._templates())

    @traitlets.default("rules")
    def _rules(self) -> dict[str, Any]:
        names = [*self.state_names, "selection"]
        traits = ((name, self.traits()[name]) for name in names)
        others: dict[str, Mapping[str, Any]] = {
            "caps": self.caps,
            "drawn": self.drawn,
            "later": self.later,
            "tasks": practice.rules(self.tasks),
        }
        return {
            "names": names,
            "traits": {name: t.rule for name, t in traits if hasattr(t, "rule")},
            "together": self.together,
            "fixed": self.fixed,
            **{name: dict(other) for name, other in others.items() if other},
        }

    @property
    def mistakes(self) -> dict[str, dict[str, np.ndarray]]:
        """What each usual mistake gives, by grid and name, where it changes anything."""
        return {
            grid: {
                name: found
                for name, mistake in task.mistakes.items()
                if (found := practice.mistaken(self, task, mistake)) is not None
            }
            for grid, task in self.tasks.items()
        }

    def code(self, library: str) -> str:
        """Return a program that computes what the explorer shows at this moment.

        Parameters
        ----------
        library : "numpy" or "torch"
            What the program computes with.

        Returns
        -------
        str
            Runnable code. The results have the names that they have here, `output` for
            example; comments are in the language that `language` has chosen.

        Raises
        ------
        ValueError
            If `library` is another one.
        """
        if library not in self.templates:
            raise ValueError(
                f"code: library must be one of {', '.join(self.templates)}, "
                f"got {library!r}"
            )
        return write(self.templates[library], self.state())

    def for_page(self) -> dict[str, Any]:
        """The state, the programs, and the rules that the page holds it to.

        The programs are written anew: `save` may have another language than the widget.
        """
        names = ["rules", *(["tour"] if self.tour else [])]
        own = {"templates": self._templates(), **{n: getattr(self, n) for n in names}}
        return {**super().for_page(), **own}

    @traitlets.validate("tour")
    def _steps(self, proposal: Any) -> list[dict[str, Any]]:
        return carried_out(self, proposal.value)

    def _goes_together(self, proposal: Any) -> Any:
        """Refuse a value that the others do not go with."""
        new = self._as_proposed(proposal)
        for rule in self.together:
            rules.check(type(self).__name__, rule, new)
        return getattr(new, proposal.trait.name)

    def _as_proposed(self, proposal: Any) -> SimpleNamespace:
        """The state as it would be: a trait under validation still has its old value."""
        values = {name: getattr(self, name) for name in self.state_names}
        new = SimpleNamespace(**{**values, proposal.trait.name: proposal.value})
        rules.numbered(self.together, new)
        return new

    def draw(self, seed: int) -> None:
        """Draw small whole numbers for every array, of the sizes that they have.

        Parameters
        ----------
        seed : int
            The same seed draws the same numbers, in the page, too.

        Examples
        --------
        >>> from convlib.widgets import SlidingWindow
        >>> explorer = SlidingWindow([[0, 0, 0], [0, 0, 0]], [[1, 1]])
        >>> explorer.draw(7)
        >>> explorer.image
        array([[3, 2, 0],
               [0, 0, 4]])
        """
        with self.hold_trait_notifications():
            self.set_trait("seed", seed)
            drawn = draws.wholes(seed)
            for name, (least, most) in self.drawn.items():
                shape = getattr(self, name).shape
                values = [drawn(least, most) for _ in range(math.prod(shape))]
                self.set_trait(name, np.reshape(values, shape))

    def without_javascript(self) -> str:
        """What there is to do, and the numbers of every grid as tables."""
        return as_list(self.tour) + "".join(
            _table(name, array) for name, array in self.tables()
        )


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


def translated(program: str) -> str:
    """Return a program with its comments in the language that is spoken."""
    return COMMENT.sub(lambda comment: _(comment[0]), program)


def write(template: str, state: dict[str, Any]) -> str:
    """Return a program with the state's values in it, as Python writes them.

    ``{stride}`` stands for the value of that trait, ``{image.data}`` for a part of it,
    ``{stride.axes}`` for the pair (rows, columns), ``{padding.sides}`` for
    ((top, bottom), (left, right)), and ``{padding.torch}`` for what `F.pad` takes: (left,
    right, top, bottom). A line that begins with ``{plain}`` is there if stride, padding and
    dilation are one number for both axes; with ``{apart}`` if one of them is not; with
    ``{uneven}`` if there is other padding before than after, with ``{even}`` if not; with
    ``{mode=max}`` if that trait has this value.
    """
    names = ("kernel_size", "stride", "padding", "output_padding", "dilation")
    forms = {name: state[name] for name in names if name in state}
    holds = {
        "plain": all(isinstance(form, int) for form in forms.values()),
        "uneven": any(isinstance(pair(form)[0], tuple) for form in forms.values()),
    }
    holds |= {"apart": not holds["plain"], "even": not holds["uneven"]}
    values = dict(state)
    for name, form in forms.items():
        rows, columns = sides(form)
        values[f"{name}.axes"] = pair(form)
        values[f"{name}.sides"] = rows, columns
        values[f"{name}.torch"] = *columns, *rows

    def value(found: re.Match[str]) -> str:
        if found[1] in values:
            return literal(values[found[1]])
        part: Any = state
        for name in found[1].split("."):
            part = part[name]
        return literal(part)

    def keeps(when: str) -> bool:
        name, _, word = when.partition("=")
        return bool(state[name] == word) if word else holds.get(when, True)

    lines = re.findall(
        r"(?:\{(plain|apart|even|uneven|[a-z_]+=[a-z_]+)\})?(.*\n)", template
    )
    kept = "".join(line for when, line in lines if keeps(when))
    return re.sub(r"\{([a-z_.]+)\}", value, kept)


def literal(value: Any, indent: str = "") -> str:
    """Return a value as Python writes it, each row of a matrix in a line of its own."""
    if isinstance(value, list) and isinstance(value[0], (list, dict)):
        deeper = indent + "    "
        rows = "".join(f"{deeper}{literal(row, deeper)},\n" for row in value)
        return f"[\n{rows}{indent}]"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))})"
    if isinstance(value, dict):
        items = (f'"{name}": {literal(item)}' for name, item in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, (bool, int)):
        return str(value)
    return _fraction(value) if isinstance(value, float) else f'"{value}"'


def _fraction(value: float) -> str:
    """As JavaScript writes it: the copied program is the same everywhere."""
    if value == int(value):
        return str(int(value))
    if abs(value) < 1e-6:
        return repr(value).replace("e-0", "e-")
    return np.format_float_positional(value, trim="-")
