"""In which language explorers speak, in Jupyter and in files made there."""

from __future__ import annotations

from importlib.util import find_spec

from convlib import _words
from convlib.widgets.element import Element

#: Fonts of systems that matplotlib takes a language's letters from: its own has none.
FONTS = {
    "zh": (
        *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC"),
        *("Hiragino Sans GB", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei"),
        *("Noto Sans CJK JP", "Droid Sans Fallback"),
    )
}


def language(name: str | None) -> None:
    """Have explorers speak another language, those that are there and those to come.

    Exercises, calculations and the labels of figures speak it, too, and what explorers
    are written into: `save`, and the outputs of a notebook. So do the comments of the
    programs that explorers are copied as; errors and other code stay English. The pages
    of the book have a language of their own, which they keep. Matplotlib takes letters
    that its own font lacks from the fonts of the system.

    Parameters
    ----------
    name : "en", "zh" or None
        English, Chinese, or again what the page around them is in.

    Raises
    ------
    ValueError
        If there are no words of this language; the message says of which there are.

    Examples
    --------
    >>> from convlib import widgets
    >>> widgets.language("zh")
    >>> widgets.Exercise(3)
    Exercise(label='你的答案')
    >>> widgets.language(None)
    """
    if name is not None and name not in _words.LANGUAGES:
        known = ", ".join(map(repr, (*_words.LANGUAGES, None)))
        raise ValueError(f"language: name must be one of {known}, got {name!r}")
    _words.speak(name or "")
    for element in tuple(Element.made):
        element.set_trait("_language", name or "")
    if find_spec("matplotlib"):
        _draw_with(FONTS.get(name or "", ()))


def _draw_with(fonts: tuple[str, ...]) -> None:
    """Have matplotlib look into those of these fonts that are there, after its own."""
    from matplotlib import font_manager, rcParams

    known = {font.name for font in font_manager.fontManager.ttflist}
    rcParams["font.family"] = ["sans-serif", *(name for name in fonts if name in known)]
