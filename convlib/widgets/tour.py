"""Tours: things to do with an explorer, one sentence each, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Step:
    """One thing to do or to find out.

    Parameters
    ----------
    text : str
        One sentence or two: what to do, what to look for.
    state : mapping, optional
        What the explorer has otherwise than in the beginning, by the names of its
        attributes: ``{"padding": 1}``. *Show me* sets it.
    answer : str, default ""
        What comes of it. Attributes of the explorer in this state stand in braces, so
        that numbers are computed: ``"Now there are {output}."``

    Examples
    --------
    >>> from convlib.widgets import OutputSize
    >>> explorer = OutputSize(5, 3, stride=2)
    >>> step = Step("Set the padding to 1.", {"padding": 1}, "There are {output} now.")
    >>> explorer.tour = [step]
    >>> explorer.tour[0]["answer"]
    'There are 3 now.'
    """

    text: str
    state: Mapping[str, Any] = field(default_factory=dict)
    answer: str = ""
