"""The examples of the library are those that the notes print."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from convlib import examples

NOTES = json.loads((Path(__file__).parent / "golden" / "notes.json").read_text("utf-8"))
#: What the notes call it, where the library has another word for it.
NAMES = {
    "single_channel": {"kernel": "filter"},
    "two_filters": {"weight": "filters"},
    "output_size": {
        "input_size": "W1",
        "kernel_size": "F",
        "stride": "S",
        "padding": "P",
    },
    "backward_example": {"kernel": "filter"},
    "transposed": {"image": "input"},
}


@pytest.mark.parametrize("name", sorted({*examples.__all__} - {"dilated"}))
def test_each_field_holds_what_the_notes_print(name):
    printed = {**NOTES[name], **NOTES[name].get("backward", {})}
    for field, value in asdict(getattr(examples, name)).items():
        expected = printed[NAMES.get(name, {}).get(field, field)]
        np.testing.assert_array_equal(value, expected, err_msg=f"{name}.{field}")


@pytest.mark.parametrize("name", examples.__all__)
def test_arrays_cannot_be_written_to(name):
    for value in vars(getattr(examples, name)).values():
        assert not (isinstance(value, np.ndarray) and value.flags.writeable)
