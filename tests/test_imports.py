"""What `import convlib` loads, and which module knows which.

How long an import takes, `make bench` says.
"""

import ast
import os
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import convlib


def run(code, **environment):
    """Run Python in a fresh process and return what it prints."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    ).stdout


def loaded_after(code):
    """Return the top-level names of the modules that are loaded after ``code``."""
    listing = run(f"{code}; import sys; print(*sys.modules)")
    return {name.partition(".")[0] for name in listing.split()}


def test_only_numpy_is_loaded():
    heavy = {"matplotlib", "ipywidgets", "anywidget", "IPython", "scipy", "torch"}
    assert not loaded_after("import convlib") & heavy
    with_numpy = loaded_after("import numpy")
    new = loaded_after("import convlib") - with_numpy - set(sys.stdlib_module_names)
    assert {name for name in new if not name.startswith("__editable__")} == {"convlib"}


def test_explain_needs_no_matplotlib():
    assert "matplotlib" not in loaded_after("import convlib; convlib.explain.conv2d")
    assert "matplotlib" in loaded_after("import convlib; convlib.figures.grid")


def test_submodules_are_loaded_by_name():
    code = "import convlib; assert 'convlib.{0}' not in __import__('sys').modules; "
    for name in ("examples", "explain", "figures", "widgets"):
        run(code.format(name) + f"print(convlib.{name}.__name__)")
        assert name in dir(convlib)


def test_public_names():
    for name in convlib.__all__:
        assert callable(getattr(convlib, name))
        assert name in dir(convlib)
    with pytest.raises(AttributeError, match="'convlib' has no attribute 'conv3d'"):
        _ = convlib.conv3d


ROOT = Path(convlib.__file__).parent


@pytest.fixture(scope="module")
def modules():
    """The source of each module, by its name."""
    return {
        ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): path.read_text(encoding="utf-8")
        for path in ROOT.rglob("*.py")
        if "node_modules" not in path.parts
    }


def imported(source, modules):
    """Return which of these modules a source imports, for its types too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in modules else node.module for name in inner}
    return found & modules.keys()


def arrows(modules):
    """Return what each module imports of the others."""
    return {name: imported(source, modules) for name, source in modules.items()}


def floors(needs):
    """Return the modules in an order in which each needs only those before it."""
    return list(TopologicalSorter(needs).static_order())


def test_each_module_knows_only_those_below_it(modules):
    order = floors(arrows(modules))
    assert order[-1] == "convlib"
    assert order.index("convlib._layers") < order.index("convlib.conv")
    assert order.index("convlib._axis") < order.index("convlib._products")


# From the ground up, as the README draws them; the package itself is the roof.
LAYERS = ("convlib.", "convlib.explain", "convlib.figures", "convlib.widgets")


def layer(name):
    """Return on which of the floors a module lies."""
    if name == "convlib":
        return len(LAYERS)
    return max(floor for floor, start in enumerate(LAYERS) if name.startswith(start))


def upward(needs):
    """Return the imports that lead from a floor to one above it."""
    return {
        (name, below)
        for name, known in needs.items()
        for below in known
        if layer(below) > layer(name)
    }


def test_house_is_the_one_that_the_readme_draws(modules):
    readme = (ROOT.parent / "README.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^(convlib[.a-z]*) {2,}", readme, re.MULTILINE)
    assert drawn == [start.removesuffix(".") for start in reversed(LAYERS)]
    assert upward(arrows(modules)) == set()


def scripts():
    """Return what each of the explorers' sources imports of the others."""
    widgets = ROOT / "widgets"
    sources = [
        path
        for suffix in ("js", "jsx", "mjs")
        for path in widgets.rglob(f"*.{suffix}")
        if not {"node_modules", "static"} & set(path.parts)
    ]
    return {
        path: {
            (path.parent / name).resolve()
            for name in re.findall(
                r'(?:from|import)[\s(]*"(\.[^"]+)"', path.read_text(encoding="utf-8")
            )
        }
        & set(sources)
        for path in sources
    }


def test_each_script_knows_only_those_below_it():
    needs = scripts()
    assert sum(map(len, needs.values())) > len(needs)
    floors(needs)
    shared = ROOT / "widgets" / "src"
    for path, known in needs.items():
        mine = {shared} if path.is_relative_to(shared) else {shared, path.parent}
        assert {other for other in known if not mine & set(other.parents)} == set()


def test_a_circle_is_seen():
    circle = {"a": "from b import x", "b": "def f():\n    import c", "c": "import a"}
    with pytest.raises(CycleError):
        floors(arrows(circle))
    del circle["c"]
    assert floors(arrows(circle)) == ["b", "a"]


def test_an_arrow_that_runs_up_is_seen(modules):
    wrong = {"convlib.conv": "from convlib.explain import conv2d"}
    assert upward(arrows(modules | wrong)) == {("convlib.conv", "convlib.explain")}
    wrong = {"convlib.conv": "from convlib import examples, output_size"}
    assert upward(arrows(modules | wrong)) == {("convlib.conv", "convlib")}
