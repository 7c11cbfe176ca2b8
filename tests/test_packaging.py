"""What convlib says where an optional package is not installed."""

import importlib
import sys

import pytest


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
        f'convlib.{extra} needs {package}: pip install "convlib[{extra}]"'
    )
    assert caught.value.name == package
