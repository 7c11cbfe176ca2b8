"""What `import convlib` loads; how long that takes, `make bench` says."""

import ast
import os
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


def imported(source, modules):
    """Return which of these modules a source imports, for its types too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inner & modules.keys() or {node.module}
    return found & modules.keys()


def floors(modules):
    """Return the modules in an order in which each needs only those before it."""
    needs = {name: imported(source, modules) for name, source in modules.items()}
    return list(TopologicalSorter(needs).static_order())


def test_each_module_knows_only_those_below_it():
    root = Path(convlib.__file__).parent
    modules = {
        ".".join(path.relative_to(root.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): path.read_text(encoding="utf-8")
        for path in root.rglob("*.py")
        if "node_modules" not in path.parts
    }
    order = floors(modules)
    assert order[-1] == "convlib"
    assert order.index("convlib._layers") < order.index("convlib.conv")
    assert order.index("convlib._axis") < order.index("convlib._products")


def test_a_circle_is_seen():
    circle = {"a": "from b import x", "b": "def f():\n    import c", "c": "import a"}
    with pytest.raises(CycleError):
        floors(circle)
    del circle["c"]
    assert floors(circle) == ["b", "a"]
