"""The programs that explorers are copied as: run, they give what the explorer shows.

PyTorch need not be installed. Where it is, its programs run, too; everywhere their names
and numbers are checked.
"""

import ast
import contextlib
import importlib.util
import io
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explorer_states import KINDS, random_explorer

from convlib.widgets import SlidingWindow
from convlib.widgets.explorer import Explorer, literal

STATES = 25
TORCH = importlib.util.find_spec("torch") is not None
# What a program computes, by the explorer's own name for it.
RESULTS = {
    "sliding-window": ["output"],
    "channels": ["output"],
    "conv-backward": ["grad_input", "grad_kernel", "grad_bias"],
    "output-size": ["output"],
    "pooling": ["output", "grad_input"],
    "transposed": ["output"],
    "receptive-field": ["pixels_read"],
    "groups": ["parameters"],
    "image-kernel": ["output"],
    "network": ["logits", "loss", "to_filters", "to_weights"],
}

kinds = pytest.mark.parametrize("kind", KINDS)


def shown(explorer: Explorer, name: str) -> Any:
    """Return what the explorer itself has under the name of a program's result."""
    match explorer.kind, name:
        case "groups", _:
            return explorer.cost.parameters
        case "network", "logits" | "loss":
            return explorer.values[name]
        case "network", _:
            return explorer.gradients[name.removeprefix("to_")]
    return getattr(explorer, name)


def run(code: str, folder: Path) -> dict[str, Any]:
    """Run a program; return its names."""
    path = folder / "copied.py"
    path.write_text(code, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        names = runpy.run_path(str(path))
    assert printed.getvalue().strip()
    return names


# What a PyTorch program has instead of these names: leaves, whose gradients they are.
LEAVES = {"to_filters": "filters", "to_weights": "fc_weight"}


def result(names: dict[str, Any], name: str) -> Any:
    """Return a result of a program, NumPy's or PyTorch's, as an array."""
    found = names[name] if name in names else names[LEAVES[name]].grad
    return found.detach().numpy() if hasattr(found, "detach") else found


@kinds
@pytest.mark.parametrize(
    "library",
    [
        "numpy",
        pytest.param(
            "torch",
            marks=pytest.mark.skipif(not TORCH, reason="PyTorch is not installed"),
        ),
    ],
)
def test_code_gives_what_is_shown(kind, library, tmp_path):
    rng = np.random.default_rng(0)
    for _ in range(STATES):
        explorer = random_explorer(kind, rng)
        names = run(explorer.code(library), tmp_path)
        for name in RESULTS[kind]:
            wanted = shown(explorer, name)
            found = np.reshape(result(names, name), np.shape(wanted))
            np.testing.assert_allclose(found, wanted, atol=1e-9, err_msg=name)


def unbound(code: str) -> set[str]:
    """Return the names that a program reads and nobody has given a value."""
    tree = ast.parse(code)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {alias.asname or alias.name for alias in node.names}
    used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    return used - bound - set(dir(__builtins__)) - set(__builtins__)


def constants(code: str) -> list[float]:
    """Return all numbers of a program, in order, with their signs."""
    found = []
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.UnaryOp(ast.USub(), ast.Constant(value)):
                found.append(-value)
            case ast.Constant(int() | float() as value):
                found.append(value)
    return found


@kinds
@pytest.mark.parametrize("library", ["numpy", "torch"])
def test_code_is_complete_and_holds_the_state(kind, library):
    """Also where PyTorch is not installed."""
    rng = np.random.default_rng(2)
    for _ in range(5):
        explorer = random_explorer(kind, rng)
        code = explorer.code(library)
        assert unbound(code) == set()
        numbers = set(constants(code))
        for name in explorer.arguments:
            value = getattr(explorer, name)
            if isinstance(value, np.ndarray) and kind != "image-kernel":
                assert set(value.ravel().tolist()) <= numbers, name
        assert max(map(len, explorer.templates[library].splitlines())) <= 88


def test_unbound_names_are_seen():
    assert unbound("import numpy as np\nx = np.pad(y, z)\nprint(x, len(x))") == {
        "y",
        "z",
    }


def test_code_of_the_notes_example():
    explorer = SlidingWindow([[1, 2], [3, 0.5]], [[-1]], bias=2, relu=True)
    assert explorer.code("torch") == (
        "import torch\n"
        "import torch.nn.functional as F\n"
        "\n"
        "image = torch.tensor([\n"
        "    [1, 2],\n"
        "    [3, 0.5],\n"
        "], dtype=torch.float64)\n"
        "kernel = torch.tensor([\n"
        "    [-1],\n"
        "], dtype=torch.float64)\n"
        "bias = torch.tensor([2], dtype=torch.float64)\n"
        "stride, padding, dilation = 1, 0, 1\n"
        "relu, flip = True, False\n"
        "\n"
        "if flip:  # PyTorch never turns the kernel; a true convolution does\n"
        "    kernel = kernel.flip(0, 1)\n"
        "output = F.conv2d(\n"
        "    image[None, None], kernel[None, None], bias, stride, padding, dilation\n"
        ")[0, 0]\n"
        "if relu:\n"
        "    output = output.relu()\n"
        "print(output)\n"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (-0.0, "0"),
        (3.0, "3"),
        (1e-5, "0.00001"),
        (1.5e-7, "1.5e-7"),
        (1e-12, "1e-12"),
        (True, "True"),
        ("max", '"max"'),
        ([1, 2.5], "[1, 2.5]"),
        ([[1], [2]], "[\n    [1],\n    [2],\n]"),
        ({"stride": 1}, '{"stride": 1}'),
    ],
)
def test_literals(value, text):
    assert literal(value) == text
    assert ast.literal_eval(text) == value


@kinds
def test_other_libraries_are_refused(kind):
    explorer = random_explorer(kind, np.random.default_rng(0))
    with pytest.raises(ValueError, match="one of numpy, torch, got 'jax'"):
        explorer.code("jax")
