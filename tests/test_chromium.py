"""The browser for the tests is found, or installed, or its absence is an error."""

import chromium
import pytest


def program(folder, name, script="exit 0"):
    """Write a program."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """The folder of all programs of a machine without any browser, seen as root."""
    for name in ("cp", "chmod"):
        (tmp_path / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "PLACES", [])
    monkeypatch.setattr(chromium, "playwrights_own", lambda: None)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(chromium.sys, "executable", "/bin/false")
    return tmp_path


@pytest.mark.parametrize("name", chromium.NAMES)
def test_installed_browser_is_found(machine, name):
    assert chromium.find() is None
    path = program(machine, name)
    assert chromium.find() == str(path)


def test_named_browser_comes_first(machine, monkeypatch):
    program(machine, "chromium")
    other = program(machine, "other")
    monkeypatch.setenv("CHROMIUM", str(other))
    assert chromium.find() == str(other)


def test_named_browser_that_is_missing_is_an_error(machine, monkeypatch):
    program(machine, "chromium")
    monkeypatch.setenv("CHROMIUM", "nosuch")
    with pytest.raises(SystemExit, match="CHROMIUM=nosuch is not a program"):
        chromium.find()


def test_root_installs_debians_package(machine, capfd):
    source = program(machine, "source")
    target = machine / "chromium"
    program(machine, "apt-get", f'[ "$1" = update ] || cp {source} {target}')
    chromium.main()
    assert capfd.readouterr().out == f"Browser for the tests: {target}\n"


def test_without_the_headless_package_the_other_is_installed(machine, capfd):
    source, target = program(machine, "source"), machine / "chromium"
    script = (
        f'case "$*" in update*) ;; *shell) exit 1 ;; *) cp {source} {target} ;; esac'
    )
    program(machine, "apt-get", script)
    chromium.main()
    assert capfd.readouterr().out == f"Browser for the tests: {target}\n"


def test_no_browser_at_all_fails_and_says_what_to_do(machine):
    program(machine, "apt-get", "exit 1")
    with pytest.raises(SystemExit, match="apt-get install chromium"):
        chromium.main()
