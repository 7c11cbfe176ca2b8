"""The newest Python is found on the PATH and in pyenv's folder, and none is invented."""

import sys
from pathlib import Path

import newest_python
import pytest

HERE = Path(sys.executable)


def program(path, script):
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """The folder of all programs of a machine without any other Python."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path


def test_without_another_it_is_this_one(machine):
    assert newest_python.newest() == HERE


def test_the_newest_on_the_path_or_of_pyenv_is_taken(machine):
    named = program(machine / "bin" / "python3.98", "echo 3 98 0")
    assert newest_python.newest() == named
    program(machine / "bin" / "pyenv", f"echo {machine}/pyenv")
    installed = machine / "pyenv" / "versions" / "3.99.1" / "bin" / "python"
    program(installed, "echo 3 99 1")
    assert newest_python.newest() == installed


def test_one_that_cannot_be_used_is_left_out(machine):
    program(machine / "bin" / "python3.97", "exit 1")
    program(machine / "bin" / "python3.98", "true")  # no release
    (machine / "bin" / "python3.99").write_text("no program")
    assert newest_python.newest() == HERE
