"""Every program that "Copy as PyTorch" gives runs, and gives what the explorer shows."""

import functools

import pytest
from copied_programs import compare, states
from explorer_states import KINDS
from ledger import Ledger


@pytest.mark.parametrize("kind", KINDS)
def test_program_gives_what_is_shown(kind, tmp_path, record_property):
    run = functools.partial(compare, library="torch", folder=tmp_path)
    ledger = Ledger(f"copied programs of {kind}")
    for explorer in states(kind):
        ledger.enter(explorer, run)
    ledger.close(record_property, 26)
