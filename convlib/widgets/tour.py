"""Tours: what to do with an explorer, a sentence each, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from convlib._words import _
from convlib.widgets.traits import ArgumentTypeError, ArgumentValueError

#: What Python writes for it, where no word and no range has it.
_MINUS = re.compile(r"(?<!\w)-(?=\d)")


@dataclass(frozen=True)
class Step:
    """One thing to do, or to find out.

    Parameters
    ----------
    text : str
        What to do and what to look for.
    state : mapping, optional
        What the explorer has otherwise than in the beginning, by the names of its
        attributes: ``{"padding": 1}``. *Show me* sets it.
    answer : str, default ""
        What comes of it. Attributes that the explorer has in this state stand in braces,
        so that numbers are computed: ``"Now there are {output}."`` Negative ones get the
        minus sign that the page has.

    Examples
    --------
    >>> from convlib.widgets import OutputSize
    >>> explorer = OutputSize(5, 3, stride=2)
    >>> explorer.tour = [
    ...     Step("Set the padding to 1.", {"padding": 1}, "Now there are {output}."),
    ... ]
    >>> explorer.tour[0]["answer"]
    'Now there are 3.'
    """

    text: str
    state: Mapping[str, Any] = field(default_factory=dict)
    answer: str = ""


def carried_out(explorer: Any, steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Return the steps as data for the page, their states tried and answers computed.

    The explorer is as it was afterwards.
    """
    owner = type(explorer).__name__
    made = []
    for number, step in enumerate(steps):
        where = f"{owner}: tour[{number}]"
        if not isinstance(step, Step):
            raise ArgumentTypeError(f"{where} must be a Step, got {step!r}")
        names = [*explorer.state_names, "selection"]
        if unknown := [name for name in step.state if name not in names]:
            raise ArgumentValueError(
                f"{where} has no state {unknown[0]!r}, but {', '.join(names)}"
            )
        made.append({"text": step.text, **_tried(explorer, step, where)})
    return made


def _tried(explorer: Any, step: Step, where: str) -> dict[str, Any]:
    """Return the state that a step leads to, as JSON has it, and its answer."""
    names = [*explorer.state_names, "selection"]
    before = {name: getattr(explorer, name) for name in names}
    plain = explorer.get_state(names)
    try:
        _put(explorer, step.state)
        answer = _MINUS.sub("−", step.answer.format_map(_Attributes(explorer)))
        # A size that is set may bring another one with it.
        after = explorer.get_state(names)
    except (AttributeError, KeyError, IndexError) as error:
        raise ArgumentValueError(f"{where}: answer {step.answer!r}: {error}") from error
    finally:
        _put(explorer, before)
    changed = {n: after[n] for n in names if n in step.state or after[n] != plain[n]}
    return {"state": changed, "answer": answer}


def _put(explorer: Any, state: Mapping[str, Any]) -> None:
    with explorer.hold_trait_notifications():
        for name, value in state.items():
            setattr(explorer, name, value)


class _Attributes(dict[str, Any]):
    """What braces in an answer name."""

    def __init__(self, explorer: Any) -> None:
        super().__init__()
        self.explorer = explorer

    def __missing__(self, name: str) -> Any:
        return getattr(self.explorer, name)


def as_list(steps: Iterable[Mapping[str, Any]]) -> str:
    """Return the steps for readers without JavaScript, the answers below them."""
    items = "".join(
        f"<li>{escape(step['text'])}"
        + (f"<br>{escape(_answer(step))}" if step["answer"] else "")
        + "</li>"
        for step in steps
    )
    return f'<ol class="explorer-tour">{items}</ol>' if items else ""


def _answer(step: Mapping[str, Any]) -> str:
    return _("Answer: {answer}").format(answer=step["answer"])
