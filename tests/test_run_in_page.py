"""Run this page: what its Python shows is what the book shows, and what a build writes.

The Python side runs here as it is, in a Python that has NumPy; `tests/browser` has the
page's side.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import markup
import pytest
import run_in_page
from page_kernel import ROOT, Kernel, started
from results import digest
from thorough import thorough_beyond

NAMES = [
    path.relative_to(ROOT).with_suffix("").as_posix()
    for path in sorted((ROOT / "book").rglob("*.ipynb"))
    if ".ipynb_checkpoints" not in path.parts
]
WINDOW = """\
from convlib.widgets import SlidingWindow
explorer = SlidingWindow([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 1]])
explorer"""
VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Kernel]:
    with started(tmp_path_factory.mktemp("kernel")) as kernel:
        yield kernel


@pytest.fixture
def kernel(running: Kernel) -> Kernel:
    """A session in which nothing has been run."""
    running.ask(None)
    return running


@pytest.fixture(scope="module")
def undrawing(tmp_path_factory) -> Iterator[Kernel]:
    """A kernel without matplotlib."""
    with started(tmp_path_factory.mktemp("kernel"), "matplotlib") as kernel:
        kernel.ask(None)
        yield kernel


def outputs(messages: list[dict]) -> list[dict]:
    return [found["output"] for found in messages if found["type"] == "output"]


def printed(messages: list[dict]) -> str:
    return "".join(found.get("text", "") for found in outputs(messages))


def results(messages: list[dict]) -> list[str]:
    shown = (found.get("data", {}) for found in outputs(messages))
    return [data["text/plain"] for data in shown if "text/plain" in data]


def scopes(page: markup.Page) -> list[str | None]:
    """Return for each cell of a page the solution that it belongs to."""
    solutions = page.css("details.solution")
    cells = page.css("article div.cell.container")
    folds = (markup.around(cell, "details", "solution") for cell in cells)
    return [
        None if fold is None else f"solution {solutions.index(fold)}" for fold in folds
    ]


# nbval runs every notebook every day; here one of each part shows that pages do the same.
SOME = {
    "book/intro",
    "book/computing/single_channel",
    "book/propagation/conv_backward",
    "book/variants/segmentation",
    "book/reference/frameworks",
}


@pytest.mark.parametrize("name", thorough_beyond(SOME, NAMES))
def test_every_cell_shows_what_the_book_shows(kernel, english_pages, book_dir, name):
    path = book_dir / "_static" / "run" / "cells" / f"{name}.json"
    cells = json.loads(path.read_text(encoding="utf-8"))
    around = scopes(english_pages[f"{name}.html"])
    assert len(cells) == len(around)
    different = {}
    for number, (cell, scope) in enumerate(zip(cells, around, strict=True)):
        messages = kernel.run(cell["code"], scope, number)
        if messages[-1]["digest"] != cell["digest"]:
            different[number] = outputs(messages)
    assert different == {}


def test_changed_cell_is_seen(kernel, book_dir):
    path = book_dir / "_static" / "run" / "cells" / "book" / "computing"
    cells = json.loads((path / "single_channel.json").read_text(encoding="utf-8"))
    changed = cells[0]["code"].replace("image, kernel =", "kernel, image =")
    assert kernel.run(changed)[-1]["digest"] != cells[0]["digest"]


def test_cells_share_names_and_show_their_last_value(kernel):
    kernel.run("x = 6\nprint('set')")
    assert results(kernel.run("y = 7\nx * y")) == ["42"]
    assert results(kernel.run("x * y;")) == []
    assert results(kernel.run("display(x, y)")) == ["6", "7"]
    assert results(kernel.run("None")) == []
    assert (
        printed(kernel.run("for n in range(300): print(n)")).split("\n")[299] == "299"
    )


def test_results_have_all_their_forms(kernel):
    code = """class Both:
    def _repr_html_(self): return "<b>2</b>"
    def _repr_latex_(self): return "$2$"
Both()"""
    (found,) = outputs(kernel.run(code))
    assert found["output_type"] == "execute_result"
    assert found["data"]["text/html"] == "<b>2</b>"
    assert found["data"]["text/latex"] == "$2$"


def test_whole_numbers_are_printed_as_in_the_book(kernel):
    """In pages, the 64 bits of the library's are not the usual ones, as here `q` is not."""
    code = "import numpy as np\nwhole = np.arange(40, dtype='q').reshape(4, 10)\n"
    plain = "np.arange(40).reshape(4, 10)"
    (one,), (other,) = (results(kernel.run(code + said)) for said in ("whole", plain))
    assert one == other and "dtype" not in one
    (pair,) = results(
        kernel.run("whole[0], [whole[1].astype(float)], whole[2].astype('i')")
    )
    assert pair.count("dtype") == 1 and "dtype=int32" in pair


def test_explorers_are_saved_elsewhere(kernel):
    kernel.run(WINDOW)
    (said,) = outputs(kernel.run("explorer.save('window.html')"))
    assert said["ename"] == "OSError" and "Save it in Jupyter" in said["evalue"]


def test_errors_name_the_lines_of_cells_alone(kernel):
    kernel.run("import convlib\ndef wrong(x):\n    return convlib.conv2d(x, [[1]])")
    (found,) = outputs(kernel.run("print('before')\nwrong([[1], [2, 3]])", cell=4))[1:]
    assert found["output_type"] == "error" and found["ename"] == "ValueError"
    said = "\n".join(found["traceback"])
    assert "cell 5" in said and "line 2" in said and "wrong([[1], [2, 3]])" in said
    assert "return convlib.conv2d" in said and "convlib/" not in said
    (syntax,) = outputs(kernel.run("x = = 1"))
    assert syntax["ename"] == "SyntaxError" and "x = = 1" in syntax["traceback"][1]
    (ended,) = outputs(kernel.run("raise SystemExit(3)"))
    assert ended["ename"] == "SystemExit"
    assert results(kernel.run("2")) == ["2"]  # it goes on


def test_solution_leaves_the_readers_function_alone(kernel):
    kernel.run("def f():\n    return 'mine'")
    solution = "def f():\n    return 'right'\nf()"
    assert results(kernel.run(solution, "solution 0")) == ["'right'"]
    assert results(kernel.run("f()", "solution 0")) == ["'right'"]
    assert results(kernel.run("f()")) == ["'mine'"]
    assert results(kernel.run("f()", "solution 1")) == ["'mine'"]
    kernel.run("def f():\n    return 'mended'")
    assert results(kernel.run("f()")) == ["'mended'"]


def test_task_names_the_mistake(kernel):
    code = """from convlib.tasks import Task
task = Task(lambda row: sum(row), [([1, 2],)], {"That is the largest.": max})"""
    kernel.run(code)
    kernel.run("def total(row):\n    return max(row)")
    assert "That is the largest." in results(kernel.run("task.check(total)"))[0]
    kernel.run("def total(row):\n    return row[0] + row[1]")
    assert results(kernel.run("task.check(total)")) == ["Right."]


def test_the_library_speaks_the_language_of_the_page(tmp_path):
    with started(tmp_path) as kernel:
        kernel.ask(None)
        kernel.run("from page_python import Session\nSession(print, 'zh')")
        said = kernel.run(
            "from convlib import explain\n"
            "print(explain.conv2d([[1]], [[1]], padding=1, at=(0, 0)))"
        )
    assert "填充" in printed(said)


def test_explorer_and_page_tell_one_another(kernel):
    (shown,) = outputs(kernel.run(WINDOW))
    name = shown["data"][VIEW]["model_id"]
    assert 'data-kind="sliding-window"' in shown["data"]["text/html"]
    # Python moves the picture.
    (told, _) = kernel.run("explorer.padding = 1")
    assert told == {"type": "widget", "id": name, "state": {"padding": 1}}
    # What is done in the picture is there in Python, and is not told back.
    state = {"padding": 0, "image": [[1, 1], [1, 5]], "selection": ["output", 0, 0]}
    assert kernel.ask({"type": "widget", "id": name, "state": state}) == []
    assert results(kernel.run("explorer.image.tolist(), explorer.output.tolist()")) == [
        "([[1, 1], [1, 5]], [[6]])"
    ]


def test_picture_goes_back_where_python_refuses(kernel):
    (shown,) = outputs(kernel.run(WINDOW))
    name = shown["data"][VIEW]["model_id"]
    (told,) = kernel.ask({"type": "widget", "id": name, "state": {"stride": 0}})
    assert told == {"type": "widget", "id": name, "state": {"stride": 1}}
    assert kernel.ask({"type": "widget", "id": "none", "state": {"stride": 2}}) == []


def test_several_traits_are_told_together(kernel):
    kernel.run(WINDOW)
    code = "with explorer.hold_trait_notifications():\n    explorer.stride = 2\n    explorer.bias = 3"
    told, _ = kernel.run(code)
    assert told["state"].items() >= {"stride": 2, "bias": 3}.items()


def test_bar_moves(kernel):
    code = "from ipywidgets import IntProgress\nbar = IntProgress(max=4)\nbar"
    (shown,) = outputs(kernel.run(code))
    assert 'value="0" max="4"' in shown["data"][VIEW]["html"]
    *told, _ = kernel.run("bar.value = 3")
    state = {name: value for found in told for name, value in found["state"].items()}
    assert state.keys() == {"value", "html"} and state["value"] == 3
    assert 'value="3" max="4"' in state["html"]


def test_figure_is_drawn_in_the_themes_colours(kernel):
    code = "from convlib import figures\nd = figures.convolution([[1, 2], [3, 4]], [[1]], at=(0, 0))"
    (shown,) = outputs(kernel.run(code))
    picture = shown["data"]["image/svg+xml"]
    assert picture.startswith("<svg") and "var(--cx-input" in picture
    assert "<metadata" not in picture and "font-family" not in picture
    assert "Input" in picture  # text stays text
    assert "var(--cx-surface)" not in picture  # the ground is the page's
    assert outputs(kernel.run("1;")) == []  # it is drawn once


def test_figures_need_no_page_and_fonts_no_words(kernel):
    """Pyodide's own way to draw reaches for the page, which is in another thread."""
    code = """import logging, matplotlib
from matplotlib import font_manager
logging.getLogger("matplotlib.font_manager").warning("building the font cache")
matplotlib.get_backend()"""
    assert [
        found["data"]["text/plain"].lower() for found in outputs(kernel.run(code))
    ] == ["'agg'"]


def test_stored_picture_stays_without_matplotlib(undrawing):
    code = "import matplotlib.pyplot as plt\nfrom convlib import figures\nfrom matplotlib.figure import Figure"
    assert outputs(undrawing.run(code)) == []
    drawing = "figures.convolution([[1, 2], [3, 4]], [[1]], at=(0, 0))"
    messages = undrawing.run(drawing)
    assert "image/none" in outputs(messages)[0]["data"]
    assert messages[-1]["digest"] == digest([])
    assert "image/none" in outputs(undrawing.run("plt.subplots()"))[0]["data"]


def stream(text: str) -> dict:
    return {"output_type": "stream", "name": "stdout", "text": text}


def result(**forms: str) -> dict:
    return {
        "output_type": "execute_result",
        "data": {"text/" + n: f for n, f in forms.items()},
    }


SAME = [
    ([stream("1\n"), stream("2\n")], [stream("1\n2\n")]),
    ([stream("1 \n")], [stream("1\n")]),
    ([result(plain="1")], [{**result(plain="1"), "execution_count": 3}]),
    (
        [
            {
                "output_type": "display_data",
                "data": {"image/png": "x", "text/plain": "y"},
            }
        ],
        [],
    ),
    (
        [{"output_type": "display_data", "data": {"text/plain": "<Figure size 1x1>"}}],
        [],
    ),
]
DIFFERENT = [
    ([stream("1\n")], [stream("2\n")]),
    ([stream("1")], [result(plain="1")]),
    ([result(plain="1")], [result(plain="1", html="2")]),
    ([result(plain="1"), result(plain="2")], [result(plain="2"), result(plain="1")]),
    ([], [{"output_type": "error", "ename": "E", "evalue": "x", "traceback": []}]),
]


@pytest.mark.parametrize("one, other", SAME)
def test_digest_is_the_same(one, other):
    assert digest(one) == digest(other)


@pytest.mark.parametrize("one, other", DIFFERENT)
def test_digest_differs(one, other):
    assert digest(one) != digest(other)


# What a build writes


@pytest.fixture
def app(tmp_path: Path) -> SimpleNamespace:
    """A build whose only page is a notebook with one cell."""
    notebook = {
        "cells": [
            {"cell_type": "code", "source": "from scipy import signal", "metadata": {}}
            | {"outputs": [], "execution_count": 1, "id": "one"}
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (tmp_path / "page.ipynb").write_text(json.dumps(notebook))
    env = SimpleNamespace(
        mystnb_config=SimpleNamespace(output_folder=str(tmp_path)), found_docs={"page"}
    )
    builder = SimpleNamespace(name="html")
    (tmp_path / "_static" / "run").mkdir(parents=True)
    return SimpleNamespace(env=env, outdir=tmp_path, srcdir=ROOT, builder=builder)


def offered(app: SimpleNamespace, body: str, name: str = "page") -> str:
    context = {"body": body, "pathto": lambda path, _: f"../{path}"}
    run_in_page.offer(app, name, "page.html", context, None)
    return context["body"]


PAGE = '<h1>Title</h1><div class="cell docutils container"></div>'


def test_button_stands_below_the_title_of_a_notebook(app, monkeypatch):
    monkeypatch.delenv("PYODIDE_URL", raising=False)
    body = offered(app, PAGE)
    assert body.startswith('<h1>Title</h1>\n<div class="run-page"')
    assert 'data-cells="../_static/run/cells/page.json"' in body
    assert 'data-packages="numpy scipy"' in body
    assert f'data-python="{run_in_page.PYODIDE}"' in body
    assert offered(app, PAGE, "words") == PAGE
    app.builder.name = "epub"
    assert offered(app, PAGE) == PAGE


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("https://example.org/pyodide/", "https://example.org/pyodide/"),
        ("https://example.org/pyodide", "https://example.org/pyodide/"),
        ("/pyodide/", "/pyodide/"),
        ("pyodide", "../pyodide/"),  # beside the book
        ("", run_in_page.PYODIDE),
    ],
)
def test_copy_of_pyodide_is_named(app, monkeypatch, given, named):
    monkeypatch.setenv("PYODIDE_URL", given)
    assert f'data-python="{named}"' in offered(app, PAGE)


def test_page_with_other_cells_is_not_offered(app, caplog):
    body = "<h1>Title</h1>"
    assert offered(app, body) == body
    assert "has not the cells" in caplog.text


def test_switched_off_nothing_is_left(app, monkeypatch):
    monkeypatch.setenv("RUN_IN_PAGE", "off")
    assert offered(app, PAGE) == PAGE
    run_in_page.write(app, None)
    assert not (app.outdir / "_static" / "run").exists()


def test_written_files_are_what_the_button_loads(app):
    run_in_page.write(app, None)
    folder = app.outdir / "_static" / "run"
    (cell,) = json.loads((folder / "cells" / "page.json").read_text())
    assert cell == {"code": "from scipy import signal", "digest": digest([])}
    assert (folder / "python.zip").exists() and (folder / "katex.min.js").exists()


def test_python_of_pages_is_the_same_in_every_build(tmp_path):
    """Nothing of the time when it was packed: a reader's copy of the book stays valid."""
    for name in ("one.zip", "two.zip"):
        run_in_page.pack(ROOT, tmp_path / name)
    with ZipFile(tmp_path / "one.zip") as packed:
        assert {entry.date_time for entry in packed.infolist()} == {
            (1980, 1, 1, 0, 0, 0)
        }
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_pyodide_is_the_one_that_tests_run():
    package = json.loads((ROOT / "convlib" / "widgets" / "package.json").read_text())
    assert f"/v{package['devDependencies']['pyodide']}/" in run_in_page.PYODIDE


def test_page_is_hardly_heavier_before_the_button_is_pressed(book_dir, english_pages):
    """Less than 3 KB gzipped, with the script that all pages share."""
    script = (ROOT / "book" / "_static" / "run.js").read_bytes()
    for name in NAMES:
        (place,) = english_pages[f"{name}.html"].css(".run-page")
        text = (book_dir / f"{name}.html").read_text(encoding="utf-8")
        without = text.replace(
            text[text.index('<div class="run-page"') :].partition("</div>")[0], ""
        )
        sizes = [len(gzip.compress(page.encode(), 9)) for page in (text, without)]
        assert sizes[0] - sizes[1] + len(gzip.compress(script, 9)) < 1500, name
        assert place.css_first("button").text() == "Run this page"
