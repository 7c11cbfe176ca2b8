"""What type checkers say of right and of wrong uses."""

import re
import subprocess
import sys
from pathlib import Path

import convlib

HERE = Path(__file__).parent
USES = (HERE / "typed_uses.py").read_text("utf-8")


def complaints(program, tmp_path):
    """Return the lines of a program that mypy refuses, with the kind of each error."""
    file = tmp_path / "uses.py"
    file.write_text(program, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", str(file)]
    run = subprocess.run(
        command, cwd=HERE.parent, check=False, capture_output=True, text=True
    )
    assert not run.stderr
    found = re.findall(
        r"^.*uses\.py:(\d+): error: .*\[(.*)\]$", run.stdout, re.MULTILINE
    )
    return {int(line): kind for line, kind in found}


def test_right_uses_pass_and_wrong_ones_do_not(tmp_path):
    assert complaints(USES, tmp_path) == {}
    # Without the comments that expect them, all errors are there.
    comment = re.compile(r"  # type: ignore\[(.*)\]$")
    expected = {
        number: match[1]
        for number, line in enumerate(USES.splitlines(), 1)
        if (match := comment.search(line))
    }
    assert len(expected) > 5
    bare = re.sub(comment.pattern, "", USES, flags=re.MULTILINE)
    assert complaints(bare, tmp_path) == expected


def test_type_checkers_are_told_of_every_submodule():
    source = Path(convlib.__file__).read_text("utf-8")
    told = re.findall(r"^    from convlib import (\w+) as \1$", source, re.MULTILINE)
    assert set(told) == set(dir(convlib)) - set(convlib.__all__) - {"__version__"}
