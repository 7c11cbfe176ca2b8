"""The library that the built book carries, how a download gets it, and who opens pages."""

import re
import zipfile
from importlib import metadata
from types import SimpleNamespace

import launch_buttons
import library_wheel
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from sphinx.errors import ConfigError
from twins import Edition

import convlib
from convlib import _words

ADDRESS = "https://example.org/book/some.whl"
GITHUB = "https://github.com/owner/some.name"


def notebook(*sources):
    return nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, sources)])


# The wheel


def test_the_wheel_is_kept_until_a_source_changes(tmp_path, monkeypatch):
    stamp = tmp_path / "wheel-of"
    (tmp_path / "convolution_step_by_step-0.0.9-py3-none-any.whl").touch()
    library_wheel.keep_wheel(tmp_path, stamp)
    (wheel,) = tmp_path.glob("*.whl")
    first = wheel.read_bytes()

    with monkeypatch.context() as patch:
        patch.setattr(library_wheel, "build", lambda folder: pytest.fail("built again"))
        library_wheel.keep_wheel(tmp_path, stamp)

    stamp.write_text("other sources")
    library_wheel.keep_wheel(tmp_path, stamp)
    assert wheel.read_bytes() == first  # the same sources, the same bytes


def test_the_wheel_holds_what_python_needs_and_no_more(tmp_path):
    with zipfile.ZipFile(library_wheel.build(tmp_path)) as files:
        names = files.namelist()
        info = next(name for name in names if name.endswith("/METADATA"))
        told = files.read(info).decode()
    assert f"\nName: {library_wheel.DISTRIBUTION}\n" in told
    assert f"\nVersion: {convlib.__version__}\n" in told
    assert {"convlib/py.typed", "convlib/widgets/static/core.js"} <= {*names}
    assert not [name for name in names if re.search(r"package|\.jsx|tsconfig", name)]


def test_a_wheel_that_cannot_be_built_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(library_wheel, "BUILD", "raise SystemExit('no setuptools')")
    with pytest.raises(library_wheel.ExtensionError, match="no setuptools"):
        library_wheel.build(tmp_path)


def test_extras_are_those_of_the_distribution():
    told = metadata.metadata(library_wheel.DISTRIBUTION)
    assert {*library_wheel.EXTRAS, "all"} == {*told.get_all("Provides-Extra")}
    needed = " ".join(metadata.requires(library_wheel.DISTRIBUTION))
    assert all(package in needed for package in library_wheel.EXTRAS.values())


# The first cells of a download


@pytest.mark.parametrize(
    ("code", "extras"),
    [
        ("from convlib import conv2d", []),
        ("from convlib import conv2d, figures", ["figures"]),
        ("import matplotlib.pyplot as plt", ["figures"]),
        ("from convlib.widgets import Groups", ["widgets"]),
        ("from convlib import widgets\nfigures = 1", ["figures", "widgets"]),
    ],
)
def test_extras_are_those_that_the_code_names(code, extras):
    assert library_wheel.extras(notebook("1 + 1", code)) == extras


def test_a_download_says_where_the_library_lies():
    (cell,) = library_wheel.first_cells(
        notebook("import convlib.widgets"), "A book", ""
    )
    assert cell.cell_type == "markdown"
    assert 'the book "A book"' in cell.source
    wheel = library_wheel.wheel_name()
    assert f'pip install jupyterlab "./{wheel}[widgets]"' in cell.source


def installed_by(code):
    """Run a cell; return what it has IPython install."""
    asked = []
    shell = SimpleNamespace(run_line_magic=lambda *magic: asked.append(magic))
    python = TransformerManager().transform_cell(code)
    exec(python, {"get_ipython": lambda: shell})  # noqa: S102, the cell
    return asked


@pytest.mark.parametrize("missing", [None, "version", "package"])
def test_a_download_installs_what_is_missing(missing, monkeypatch):
    if missing == "version":
        monkeypatch.setattr(convlib, "__version__", "9.9")
    if missing == "package":
        monkeypatch.setitem(library_wheel.EXTRAS, "figures", "no-such-package")
    page = notebook("from convlib import figures")
    words, code = library_wheel.first_cells(page, "A book", ADDRESS)
    assert (words.id, code.id) == ("needs", "install")
    wanted = f'--quiet "convolution-step-by-step[figures] @ {ADDRESS}"'
    assert installed_by(code.source) == (
        [("pip", f"install {wanted}")] if missing else []
    )


def test_explorers_of_a_download_speak_the_language_of_its_book(monkeypatch):
    monkeypatch.setattr(_words, "_language", "")
    monkeypatch.setattr(_words, "_words", _words._words)
    page = notebook("from convlib.widgets import Groups")
    *_, cell = library_wheel.first_cells(page, "书", ADDRESS, "zh")
    exec(cell.source, {})  # noqa: S102, the cell
    assert _words.spoken() == "zh"
    others = (page, "en"), (notebook("import convlib"), "zh")
    ids = [
        [c.id for c in library_wheel.first_cells(n, "书", "", of)] for n, of in others
    ]
    assert ids == [["needs"], ["needs"]]


@pytest.mark.parametrize(
    ("book", "repository", "place"),
    [
        ("", "", ""),
        ("https://a.org/b/", GITHUB, "https://a.org/b/"),
        ("", GITHUB, "https://raw.githubusercontent.com/owner/some.name/gh-pages/"),
        ("", "https://gitlab.com/owner/name", ""),
    ],
)
def test_address_of_the_wheel(book, repository, place):
    config = SimpleNamespace(book_url=book, repository_url=repository)
    for language, folder in (("en", ""), ("zh_CN", "zh/")):
        app = SimpleNamespace(edition=Edition(language))
        library_wheel.know_address(app, config)
        name = folder + library_wheel.wheel_name()
        assert config.wheel_address == (place and place + name)


# Binder and Colab


def offered(repository, suffix=".ipynb", language="en"):
    """Return the links of a page's buttons."""
    config = SimpleNamespace(repository_url=repository)
    app = SimpleNamespace(config=config, edition=Edition(language))
    context = {"header_buttons": [{"label": "download"}], "page_source_suffix": suffix}
    launch_buttons.offer(app, "book/intro", "page.html", context, None)
    *groups, last = context["header_buttons"]
    assert last == {"label": "download"}
    return {b["text"]: b["url"] for group in groups for b in group["buttons"]}


@pytest.mark.parametrize("end", ["", "/", ".git", ".git/"])
def test_github_has_both(end):
    assert offered(GITHUB + end) == {
        "Colab": "https://colab.research.google.com/github/owner/some.name/"
        "blob/gh-pages/_sources/book/intro.ipynb",
        "Binder": "https://mybinder.org/v2/gh/owner/some.name/HEAD"
        "?urlpath=lab/tree/book/intro.ipynb",
    }


def test_colab_opens_the_download_of_the_edition():
    place = "/blob/gh-pages/zh/_sources/book/intro.ipynb"
    assert offered(GITHUB, language="zh_CN")["Colab"].endswith(place)


def test_gitlab_has_binder_alone():
    assert offered("https://gitlab.com/group/part/name") == {
        "Binder": "https://mybinder.org/v2/gl/group%2Fpart%2Fname/HEAD"
        "?urlpath=lab/tree/book/intro.ipynb"
    }


def test_no_repository_no_button():
    assert offered("") == {}
    assert offered(GITHUB, suffix=".md") == {}


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/owner/name",
        "http://github.com/owner/name",
        "https://github.com/owner",
        "https://github.com/owner/name/tree/main",
        "owner/name",
    ],
)
def test_other_repositories_are_refused(address, monkeypatch):
    monkeypatch.setenv("REPOSITORY_URL", address)
    with pytest.raises(ConfigError, match=re.escape(f"REPOSITORY_URL is {address!r}")):
        launch_buttons.know_repository(None, SimpleNamespace())


def test_address_of_the_repository_is_the_environments(monkeypatch):
    config = SimpleNamespace()
    monkeypatch.setenv("REPOSITORY_URL", GITHUB)
    launch_buttons.know_repository(None, config)
    assert config.repository_url == GITHUB
    monkeypatch.delenv("REPOSITORY_URL")
    launch_buttons.know_repository(None, config)
    assert config.repository_url == ""
