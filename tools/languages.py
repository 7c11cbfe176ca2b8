"""Build the book in all its languages: ``python tools/languages.py``.

English and each language of `locale/` are built at the same time, each in a process and in
folders of its own, and then put together: the pages of `zh_CN` come to lie in
`_build/html/zh`, below the English ones and with the same names. A folder of a language is
put there as a whole, and is away while English is built, so that nothing old stays in it and
nothing of it gets into the English pages.
"""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))

from twins import editions

BUILD = ROOT / "_build"
JUPYTER_BOOK = Path(sysconfig.get_path("scripts"), "jupyter-book")
ENGLISH = [JUPYTER_BOOK, "build", ".", "-W", "-n", "--keep-going"]
TRANSLATED = [sys.executable, "tools/translated.py"]


def start(language: str) -> subprocess.Popen:
    """Start the build of a translation; what it says goes into a file."""
    with said_in(language).open("w") as said:
        return subprocess.Popen(
            [*TRANSLATED, language], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT
        )


def said_in(language: str) -> Path:
    """Return the file for what the build of a translation says."""
    return BUILD / f"{language}.log"


def build(languages: list[str]) -> list[str]:
    """Build English and its translations; return those that failed."""
    BUILD.mkdir(exist_ok=True)
    processes = {language: start(language) for language in languages}
    failed = ["en"] if subprocess.call(ENGLISH, cwd=ROOT) else []
    for language, process in processes.items():
        failed += [language] if process.wait() else []
        print(said_in(language).read_text(), end="")
    return failed


def main() -> None:
    """Build all languages and put them together, or say which of them failed."""
    _, *others = editions(ROOT)
    places = {other.language: BUILD / "html" / other.folder for other in others}
    for place in places.values():
        shutil.rmtree(place, ignore_errors=True)
    if failed := build(list(places)):
        raise SystemExit(f"No book in these languages: {', '.join(failed)}")
    for language, place in places.items():
        shutil.copytree(BUILD / language / "html", place)


if __name__ == "__main__":
    main()
