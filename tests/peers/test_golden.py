"""The scripts that store PyTorch's numbers still give what is stored."""

import json
import runpy
import shutil
import sys
from pathlib import Path

import pytest
from ledger import Ledger

ROOT = Path(__file__).parents[2]
#: What each script writes.
MAKERS = {
    "make_golden": ["tests/golden/conv2d.json", "tests/golden/windows.json"],
    "make_backward": ["tests/golden/backward.json", "convlib/data/networks.json"],
    "make_transposed": ["tests/golden/transposed.json"],
    "make_losses": ["tests/golden/losses.json"],
}


def stored(path: Path) -> dict[str, object]:
    """Return a file's numbers, without the versions that made them."""
    content = json.loads(path.read_text("utf-8"))
    del content["made_with"]
    return content


@pytest.mark.parametrize("maker", MAKERS)
def test_stored_numbers_come_again(maker, tmp_path, monkeypatch, record_property):
    copy = tmp_path / "tests" / "golden"
    shutil.copytree(ROOT / "tests" / "golden", copy)
    (tmp_path / "convlib" / "data").mkdir(parents=True)
    for path in MAKERS[maker]:
        (tmp_path / path).unlink(missing_ok=True)
    for module in MAKERS:
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.syspath_prepend(copy)
    runpy.run_path(str(copy / f"{maker}.py"), run_name="__main__")
    ledger = Ledger(f"stored files of {maker}.py")
    for path in MAKERS[maker]:
        ledger.enter(
            path, lambda path: same(stored(tmp_path / path), stored(ROOT / path))
        )
    ledger.close(record_property, len(MAKERS[maker]))


def same(made: object, kept: object) -> None:
    """Compare two contents; floats may differ in their last digits."""
    match made, kept:
        case dict(), dict():
            assert list(made) == list(kept)
            for key in made:
                same(made[key], kept[key])
        case list(), list():
            assert len(made) == len(kept)
            for one, other in zip(made, kept, strict=True):
                same(one, other)
        case float(), float():
            assert made == pytest.approx(kept, rel=1e-12, abs=1e-12)
        case _:
            assert made == kept


def test_a_wrong_number_is_seen():
    same({"x": [1.0, 2]}, {"x": [1.0, 2]})
    with pytest.raises(AssertionError):
        same({"x": [1.0, 2]}, {"x": [1.0, 3]})
    with pytest.raises(AssertionError):
        same({"x": [1.0]}, {"x": [1.1]})
