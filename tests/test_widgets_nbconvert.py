"""Notebooks as pages of nbconvert: explorers with all that they need, and nothing else."""

import json
from pathlib import Path

import checks
import nbformat
import pytest
from explorer_examples import EXAMPLES, example
from markup import parse
from nbconvert import HTMLExporter
from traitlets.config import Config

from convlib import _words
from convlib.widgets import Exercise, hosts
from convlib.widgets.nbconvert import WIDGET

SETTINGS = Path(hosts.__file__).with_name("jupyter_nbconvert_config.json")
VIEW = {"version_major": 2, "version_minor": 0, "model_id": "a"}
STATES = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
WRONG = "You forgot the bias."


def page(*bundles, **options) -> str:
    """Return the page of a notebook whose cells show these, as nbconvert makes it."""
    outputs = [nbformat.v4.new_output("display_data", bundle) for bundle in bundles]
    cells = [nbformat.v4.new_code_cell("1", outputs=outputs, id="a")]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"widgets": STATES})
    settings = Config(json.loads(SETTINGS.read_text()))
    return HTMLExporter(config=settings, **options).from_notebook_node(notebook)[0]


def test_an_exercise_s_code_is_left_out_with_its_answer():
    code = "Exercise(17)"
    cells = [
        nbformat.v4.new_code_cell(f"{code}  # {tag}", metadata={"tags": [tag]}, id=tag)
        for tag in ("remove-input", "hide-input")
    ]
    settings = Config(json.loads(SETTINGS.read_text()))
    notebook = nbformat.v4.new_notebook(cells=cells)
    html = HTMLExporter(config=settings).from_notebook_node(notebook)[0]
    assert "# hide-input" in html and "# remove-input" not in html


def as_stored(element) -> dict:
    return json.loads(json.dumps(element.for_page()))


def bundle(element, **also) -> dict:
    """Return what a notebook stores of an element, executed: its view comes first."""
    return {WIDGET: VIEW, "text/html": element.to_html(), "text/plain": "e", **also}


@pytest.mark.parametrize("kind", [*EXAMPLES, "exercise"])
def test_executed_and_stored_pages_hold_what_draws_an_explorer(kind):
    element = Exercise(1) if kind == "exercise" else example(kind)
    html = page(bundle(element), bundle(element))
    hosted = parse(html).css(f".explorer-host[data-kind={kind}]")
    assert [checks.state_of(host) for host in hosted] == 2 * [as_stored(element)]
    for path in [*hosts.scripts(kind), *hosts.later(kind), *hosts.styles(kind)]:
        assert html.count(path.read_text(encoding="utf-8")) == 1
    assert "widget-view" not in html
    assert html == page({"text/html": element.to_html()}, bundle(element))


def test_a_page_holds_the_words_of_the_language_that_its_explorers_speak(monkeypatch):
    pack = (hosts.STATIC / "exercise.zh.js").read_text(encoding="utf-8")
    english = bundle(Exercise(1))
    assert pack not in page(english)
    monkeypatch.setattr(_words, "_language", "zh")
    chinese = bundle(Exercise(1))
    for shown in ((chinese,), (english, chinese)):
        html = page(*shown)
        assert html.count(pack) == 1
        spoken = parse(html).css(".explorer-host[lang=zh]")
        assert len(spoken) == 1


def test_other_widgets_and_pages_stay_as_they_are():
    other = {WIDGET: VIEW, "text/plain": "IntSlider()"}
    assert "widget-view" in page(other, bundle(Exercise(1)))
    assert "convlibExplorers" not in page({"text/plain": "1"}, other)


def test_sanitised_pages_have_tables_and_no_state():
    element = example("sliding-window")
    exercise = Exercise(1, diagnoses={2: WRONG})
    html = page(bundle(element), bundle(exercise), sanitize_html=True)
    assert html.count("<td>") >= sum(array.size for _, array in element.tables())
    for text in ("data-state", '"kernel"', WRONG, "convlibExplorers", "widget-view"):
        assert text not in html
