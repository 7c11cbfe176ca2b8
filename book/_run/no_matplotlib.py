"""What stands for matplotlib where it has not been loaded: code may import it, not draw.

Whatever is imported comes about as usual, and the rest of a cell's names with it. What
draws is refused with an error of its own, so that the page can leave the stored picture
in its place and say so.
"""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class NotDrawn(Exception):
    """Something was to be drawn."""


class Named:
    """Anything of matplotlib: it has every attribute, and can be no more than named."""

    def __getattr__(self, name: str) -> "Named":
        if name.startswith("__"):
            raise AttributeError(name)
        return Named()

    def __call__(self, *_: Any, **__: Any) -> None:
        raise NotDrawn

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return ()


class Module(ModuleType):
    """A module of it."""

    def __getattr__(self, name: str) -> Named:
        return getattr(Named(), name)


class Finder(MetaPathFinder, Loader):
    """Finds matplotlib where nobody else has found it."""

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """Answer for matplotlib and all that it contains."""
        is_part = name.partition(".")[0] == "matplotlib"
        return ModuleSpec(name, self, is_package=True) if is_part else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return an empty module that has every attribute."""
        return Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it as it is."""


def install() -> None:
    """Stand in for matplotlib, unless there is the real one."""
    sys.meta_path.append(Finder())
