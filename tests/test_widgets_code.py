"""The programs that explorers are copied as: run, they give what the explorer shows.

Here NumPy's programs run; PyTorch's do in `tests/peers`, and their names and numbers are
checked here.
"""

import ast

import numpy as np
import pytest
from copied_programs import compare, states
from explorer_states import KINDS, random_explorer

from convlib.widgets import SlidingWindow
from convlib.widgets.explorer import literal

kinds = pytest.mark.parametrize("kind", KINDS)


@kinds
def test_code_gives_what_is_shown(kind, tmp_path):
    for explorer in states(kind):
        compare(explorer, "numpy", tmp_path)


def unbound(code: str) -> set[str]:
    """Return the names that a program reads and nobody has given a value."""
    tree = ast.parse(code)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {alias.asname or alias.name for alias in node.names}
        if isinstance(node, ast.FunctionDef):
            bound |= {node.name, *(argument.arg for argument in node.args.args)}
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
