"""What explorers and exercises have in common: an element of a page, in two hosts."""

from __future__ import annotations

import base64
import inspect
import json
import os
from abc import abstractmethod
from pathlib import Path
from typing import Any, ClassVar, Literal
from weakref import WeakSet

import anywidget
import numpy as np
import traitlets

from convlib import _words
from convlib.widgets import hosts


class Element(anywidget.AnyWidget):
    """A widget in Jupyter, and in the built book the same element without a kernel.

    The module that a subclass is written in names its kind, and holds its front end. It
    says what it is `called`, in English, names the `arguments` that its repr shows in their
    order, and the traits that make up its state. If that is `covered`, nobody reads it by
    accident in a page's source.
    """

    called: str

    kind = traitlets.Unicode(read_only=True).tag(sync=True)
    arguments: tuple[str, ...] = ()
    state_names: tuple[str, ...] = ()
    covered: bool = False
    made: ClassVar[WeakSet[Element]] = WeakSet()

    #: What `language` has chosen; "" leaves it to the page.
    _language = traitlets.Unicode().tag(sync=True)

    def __init__(self, **state: Any) -> None:
        super().__init__(**state)
        Element.made.add(self)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Show the arguments of the subclass, where traitlets show any at all."""
        super().__init_subclass__(**kwargs)
        own = inspect.signature(cls.__init__)
        cls.__signature__ = own.replace(parameters=list(own.parameters.values())[1:])

    def __setattr__(self, name: str, value: Any) -> None:
        """Set what there is: a name that is written wrong is refused."""
        if not name.startswith("_") and not hasattr(type(self), name):
            raise AttributeError(
                f"{type(self).__name__}: there is no {name} to set, but "
                f"{', '.join(self.state_names)}"
            )
        super().__setattr__(name, value)

    @traitlets.default("kind")
    def _kind(self) -> str:
        """The name of the folder, as pages write it; of a subclass's elsewhere, too."""
        modules = (base.__module__ for base in type(self).__mro__)
        name = next(m for m in modules if m.startswith(f"{__package__}."))
        return name.rpartition(".")[2].replace("_", "-")

    @traitlets.default("_language")
    def _chosen(self) -> str:
        return _words.spoken()

    @property
    def _esm(self) -> str:
        return hosts.module(self.kind)

    @property
    def _css(self) -> str:
        return hosts.style(self.kind)

    @abstractmethod
    def without_javascript(self) -> str:
        """What a reader without JavaScript sees."""

    def state(self) -> dict[str, Any]:
        """All that the element is drawn from, ready for JSON."""
        names = [*self.state_names, "kind"]
        return {name: self.get_state(name)[name] for name in names}

    def for_page(self) -> dict[str, Any]:
        """All that the page without a kernel needs, ready for JSON."""
        return self.state()

    def __repr__(self) -> str:
        shown = (f"{name}={_describe(getattr(self, name))}" for name in self.arguments)
        return f"{type(self).__name__}({', '.join(shown)})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/plain": repr(self), "text/html": self.to_html()}, metadata

    def to_html(self) -> str:
        """The element as the book carries it: its state, and what stands without it.

        The state is an attribute: where HTML is sanitised it goes, and no text stays.
        """
        language = f' lang="{_words.spoken()}"' if _words.spoken() else ""
        return (
            f'<div class="explorer-host" data-kind="{self.kind}" '
            f"data-state='{self._stored_state()}'{language}>"
            f"{self.without_javascript()}</div>"
        )

    def _stored_state(self) -> str:
        """What an attribute in single quotes holds of the state."""
        state = json.dumps(self.for_page(), separators=(",", ":"))
        if self.covered:
            return base64.b64encode(state.encode()).decode()
        for character, entity in (("&", "&amp;"), ("<", "&lt;"), ("'", "&#39;")):
            state = state.replace(character, entity)
        return state

    def save(
        self,
        path: str | os.PathLike[str],
        *,
        title: str | None = None,
        theme: Literal["auto", "light", "dark"] = "auto",
        language: Literal["en", "zh"] | None = None,
    ) -> None:
        """Write a page that shows this and nothing else, as it is now.

        It is one file, needs no other, and is alive wherever a browser opens it: from
        disk, from a server, in a frame of another page or of a slide.

        Parameters
        ----------
        path : str or path
            The file, ``window.html`` for example.  What it held is replaced.
        title : str, optional
            The name of the page, by default that of the kind.
        theme : "auto", "light" or "dark"
            Its colours; "auto" are those that the reader's system has.
        language : "en" or "zh", optional
            What it speaks, by default what `convlib.widgets.language` has chosen, or else
            English.

        Raises
        ------
        ValueError
            If the theme or the language is another one.
        OSError
            If the file cannot be written; or if the scripts that it holds are not there,
            as where a page of the book runs Python itself.

        Examples
        --------
        >>> from convlib import examples
        >>> from convlib.widgets import SlidingWindow
        >>> notes = examples.single_channel
        >>> SlidingWindow(notes.image, notes.kernel, notes.bias).save(
        ...     "window.html", title="A kernel on its way", theme="light"
        ... )  # doctest: +SKIP
        """
        speech: str = language or _words.spoken() or "en"
        for name, value, known in (
            ("theme", theme, ("auto", "light", "dark")),
            ("language", speech, _words.LANGUAGES),
        ):
            if value not in known:
                raise ValueError(
                    f"save: {name} must be one of {', '.join(known)}, got {value!r}"
                )
        if not hosts.STATIC.is_dir():
            raise OSError(
                "save: the scripts that the file would hold are not here, as in a page that "
                "runs Python itself. Save it in Jupyter, from the page's download; or take "
                "Embed or Save as picture, under More at the explorer's foot"
            )
        with _words.speaking(speech):
            own = self.to_html()
            named = title or _words._(self.called)
        html = hosts.page(self.kind, own, title=named, theme=theme, language=speech)
        Path(path).write_text(html, encoding="utf-8")


def _describe(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"<{'×'.join(map(str, value.shape))} array>"
    return repr(value)
