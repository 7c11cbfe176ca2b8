"""The Python side of the explorer `groups`: connections, costs, refusals, tables."""

import checks
import numpy as np
import pytest
import traitlets
from markup import parse

import convlib
from convlib.widgets import Groups


@pytest.mark.parametrize(
    "arguments", [(4, 8, 3, 2), (6, 6, 3, 6), (9, 3, 1, 3), (5, 7, 5, 1), (16, 8, 3, 8)]
)
def test_connections_are_those_of_conv2d(arguments):
    """An output depends on an input exactly where the picture connects them."""
    explorer = Groups(*arguments)
    inputs, outputs, size, groups = arguments
    weight = np.ones((outputs, inputs // groups, size, size), int)
    for c in range(inputs):
        image = np.zeros((inputs, size, size), int)
        image[c] = 1
        result = convlib.conv2d(image, weight, groups=groups)[:, 0, 0]
        np.testing.assert_array_equal(result > 0, explorer.connections[:, c])
        assert set(result.tolist()) <= {0, size**2}
    assert explorer.cost.parameters == weight.size
    assert explorer.cost.multiply_adds == explorer.connections.sum() * size**2
    assert explorer.ungrouped_cost.parameters == weight.size * groups


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"groups": 3}, ValueError, "groups 3 does not divide in_channels 4"),
        ({"in_channels": 2, "groups": 4}, ValueError, "does not divide in_channels 2"),
        ({"out_channels": 7}, ValueError, "groups 2 does not divide out_channels 7"),
        ({"in_channels": 18}, ValueError, "in_channels must be at most 16, got 18"),
        ({"out_channels": 32}, ValueError, "out_channels must be at most 16"),
        ({"groups": 0}, ValueError, "groups must be at least 1"),
        ({"kernel_size": 0}, ValueError, "kernel_size must be at least 1"),
        ({"kernel_size": 3.0}, TypeError, "kernel_size must be an int"),
        ({"in_channels": True}, TypeError, "in_channels must be an int"),
        ({"out_channels": "8"}, TypeError, "out_channels must be an int"),
    ],
)
def test_what_cannot_be_is_refused(change, error, says):
    arguments = {"in_channels": 4, "out_channels": 8, "kernel_size": 3, "groups": 2}
    with pytest.raises(error, match=says) as caught:
        Groups(**{**arguments, **change})
    assert isinstance(caught.value, traitlets.TraitError)
    explorer = Groups(**arguments)
    before = explorer.state()
    with pytest.raises(error, match=says), explorer.hold_trait_notifications():
        for name, value in change.items():
            setattr(explorer, name, value)
    assert explorer.state() == before


def test_several_changes_at_once_may_pass_through_impossible_ones():
    explorer = Groups(4, 8, 3, groups=4)
    with explorer.hold_trait_notifications():
        explorer.in_channels, explorer.out_channels, explorer.groups = 6, 9, 3
    assert explorer.connections.shape == (9, 6)
    assert explorer.groups == 3


def test_page_carries_state_and_tables():
    page = parse(Groups(4, 8, 3, groups=2).to_html())
    state = checks.state_of(page.css_first("div"))
    assert state["rules"]["traits"]["groups"] == ["whole", 1]
    assert state.keys() - Groups(4, 8, 3).state().keys() == {"rules", "templates"}
    assert {name: state[name] for name in Groups(4, 8, 3).state()} == {
        "in_channels": 4,
        "out_channels": 8,
        "kernel_size": 3,
        "groups": 2,
        "selection": ["output", 0, 0],
        "kind": "groups",
    }
    connections, costs = page.css("table")
    first = connections.css_first("tbody tr")
    assert [cell.text() for cell in first.css("td")] == ["9", "9", "0", "0"]
    counted = [cell.text() for cell in costs.css("tbody td")]
    assert counted == ["144"] * 2 + ["288"] * 2
