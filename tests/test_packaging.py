"""What the package names, and what it says where an optional package is missing."""

import importlib
import sys

import pytest

import convlib

#: What is called convlib on the registry is somebody else's.
NAME = "convolution-step-by-step"
MODULES = (
    "conv",
    "costs",
    "functional",
    "kernels",
    "pooling",
    "receptive_field",
    "shapes",
    "shuffle",
    "transposed",
    "windows",
)


def test_the_package_has_what_its_modules_name():
    modules = [importlib.import_module(f"convlib.{name}") for name in MODULES]
    named = [name for module in modules for name in module.__all__]
    # Results, which nobody makes.
    assert sorted({*named} - {"Cost", "Field"}) == convlib.__all__
    assert len(named) == len({*named})


@pytest.mark.parametrize(
    ("extra", "package"), [("figures", "matplotlib"), ("widgets", "anywidget")]
)
def test_what_is_not_installed_is_named_with_its_extra(extra, package, monkeypatch):
    for name in [name for name in sys.modules if name.startswith(f"convlib.{extra}")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module(f"convlib.{extra}")
    assert str(caught.value) == (
        f'convlib.{extra} needs {package}: pip install "{NAME}[{extra}]"'
    )
    assert caught.value.name == package
