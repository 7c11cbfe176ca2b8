"""What tests know of this explorer: what it offers, and what is right in any state."""

from convlib.widgets.contract import Computed, Offers, Results, Rng, Shown, whole
from convlib.widgets.groups import Groups

offers = Offers(
    grids=("Input channels", "Output channels", "Connections"),
    sliders=("Groups", "In channels", "Out channels", "Kernel size"),
    leaps={"Groups": 4, "In channels": 6, "Out channels": 10},
)


def example() -> Groups:
    """Return the explorer on the notes' numbers."""
    return Groups(4, 8, 3, 2)


def random(rng: Rng) -> Groups:
    """Return one in any state that a reader may bring it into."""
    count = whole(rng, 1, 4)
    return Groups(
        count * whole(rng, 1, 4), count * whole(rng, 1, 4), whole(rng, 1, 5), count
    )


def odd() -> list[Groups]:
    """Return some on states that a page could start with."""
    return [Groups(6, 6, 3, 6), Groups(9, 3, 1, 3), Groups(1, 1, 1, 1)]


def results(made: Groups) -> Results:
    """Return what its programs compute, by their names for it."""
    return {"parameters": made.cost.parameters}


def computed(said: Shown) -> Computed:
    """Return what `convlib` makes of the numbers shown."""
    names = ("In channels", "Out channels", "Kernel size", "Groups")
    made = Groups(*map(said.setting, names))
    weights = made.connections * made.kernel_size**2
    return Computed({"Connections": weights}, made.cost.parameters)
