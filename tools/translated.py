"""Build the book in one other language: ``python tools/translated.py zh_CN``.

The words come from `locale/zh_CN/LC_MESSAGES`; what is not translated there is shown in
English. The book comes to lie in `_build/zh_CN/html`; `languages.py` builds all of them.
"""

import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx

ROOT = Path(__file__).parent.parent


def build(folder: Path, builder: str, source: Path = ROOT, **settings) -> None:
    """Build the book into a folder, as `jupyter-book build` does, with other settings."""
    result = build_sphinx(
        str(source),
        str(folder / builder),
        path_config=str(source / "_config.yml"),
        noconfig=True,
        builder=builder,
        doctreedir=str(folder / "doctrees"),
        confoverrides={**settings, "latex_individualpages": False},
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if result:
        raise SystemExit(f"{source}: Sphinx ended with {result}")


if __name__ == "__main__":
    build(ROOT / "_build" / sys.argv[1], "html", language=sys.argv[1], nitpicky=True)
