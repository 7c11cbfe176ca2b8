"""What axe-core finds in a page's own content, or in its explorers."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What axe would look at hundreds of times, though it is alike. A formula's boxes are
# hidden from screen readers, which get its MathML; most have the text's colour, of the
# others one of each colour is enough. The MathML is out of sight, so that its words count
# and not their places. Of the parts of a program, and of the cells of a grid, that are
# alike, the first keeps its text: their classes and states give them their colours.
SIMPLIFY = """() => {
    const around = (part) => {
        const names = [];
        for (let e = part; e && e !== document.body; e = e.parentElement)
            names.push(`${e.className} ${e.dataset.state ?? ""}`);
        return names.join(" < ");
    };
    const seen = new Set();
    const isNew = (alike) => !seen.has(alike) && seen.add(alike);
    for (const boxes of document.querySelectorAll(".katex-html")) {
        const place = around(boxes);
        const colours = [...boxes.querySelectorAll('[style*="color:"]')]
            .map((part) => `${part.style.color} ${place}`);
        if (!colours.filter(isNew).length) boxes.remove();
    }
    for (const maths of document.querySelectorAll("math"))
        maths.replaceChildren(maths.textContent);
    const parts = ":is(pre, dt.sig) span[class]:not(:has(*))";
    for (const part of document.querySelectorAll(parts))
        if (!isNew(around(part))) part.replaceWith(part.textContent);
    for (const cell of document.querySelectorAll(".explorer .cell")) {
        if (isNew(around(cell))) continue;
        const field = cell.querySelector("input");
        if (field) field.value = "";
        for (const text of field ? cell.querySelectorAll("span") : [cell])
            text.textContent = "";
    }
}"""


def simplify(page: Page) -> None:
    """Leave one of what is alike; the page is not for reading afterwards."""
    page.evaluate(SIMPLIFY)


def findings(page: Page, context: str) -> list[str]:
    """Return axe-core's findings of any severity in what a selector finds."""
    # With `preload`, axe fetches style sheets again, from addresses it gets wrong.
    options = {"resultTypes": ["violations"], "preload": False}
    results = Axe().run(page, context=context, options=options)
    return [
        f"{finding['impact']} {finding['id']}: {node['html'][:100]} "
        f"{node['failureSummary'][-160:]}"
        for finding in results.response["violations"]
        for node in finding["nodes"]
    ]
