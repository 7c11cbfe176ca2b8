"""``explorer.save``: a page in one file, as text; `browser/test_saved_pages` opens it."""

import pytest
from markup import parse

from convlib.widgets import Exercise, hosts


def saved(tmp_path, **how) -> str:
    """Return the page of an exercise."""
    path = tmp_path / "page.html"
    Exercise(-5, "a < b").save(path, **how)
    return path.read_text(encoding="utf-8")


def test_a_page_holds_all_that_it_needs(tmp_path):
    text = saved(tmp_path)
    page = parse(text)
    assert not page.css("script[src], link[rel=stylesheet], img")
    for path in [*hosts.scripts("exercise"), hosts.STATIC / "alone.js"]:
        assert path.read_text(encoding="utf-8") in text
    assert len(page.css(".explorer-host[data-kind=exercise]")) == 1
    said = page.root.attributes
    assert said["lang"] == "en" and "data-theme" not in said
    assert page.css_first("title").text() == "Exercise"


def test_it_has_a_name_a_theme_and_a_language(tmp_path):
    text = saved(tmp_path, title="<b>", theme="dark", language="zh")
    page = parse(text)
    assert page.css_first("title").text() == "<b>"
    said = page.root.attributes
    assert said["data-theme"] == "dark" and said["lang"] == "zh"
    assert (hosts.STATIC / "exercise.zh.js").read_text(encoding="utf-8") in text


@pytest.mark.parametrize("what", ["theme", "language"])
def test_what_is_not_known_is_refused_and_nothing_written(tmp_path, what):
    with pytest.raises(ValueError, match=f"save: {what} must be one of .*, got 'red'"):
        saved(tmp_path, **{what: "red"})
    assert not (tmp_path / "page.html").exists()


def test_without_its_scripts_it_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(hosts, "STATIC", tmp_path / "static")
    with pytest.raises(OSError, match="save: .*in Jupyter.*Embed or Save as picture"):
        saved(tmp_path)
    assert not (tmp_path / "page.html").exists()


def test_no_script_ends_the_page_s_own():
    """What stands between the tags of a page may not hold one that ends it."""
    texts = [path.read_text(encoding="utf-8") for path in hosts.STATIC.iterdir()]
    assert not [text for text in texts if "</script" in text or "</style" in text]
