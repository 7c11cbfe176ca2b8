"""What axe-core finds in a page's own content, or in its explorers."""

import json

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


# Contrast takes axe most of its time, and depends on the colours of a text and of what is
# below it. So of the texts that are alike in both, and in all classes and states around
# them, the first is looked at.
UNLIKE = """(context) => {
    const seen = new Set();
    const looks = (part) => {
        const found = [getComputedStyle(part).color];
        for (let e = part; e; e = e.parentElement)
            found.push(e.localName, e.getAttribute("class"), e.dataset.state,
                getComputedStyle(e).backgroundColor);
        return found.join();
    };
    for (const part of document.querySelectorAll(`${context}, ${context} *`)) {
        const text = part.localName === "input"
            || [...part.childNodes].some((e) => e.nodeType === 3 && e.data.trim());
        const alike = text && looks(part);
        part.toggleAttribute("data-look", Boolean(text && !seen.has(alike) && seen.add(alike)));
    }
    return seen.size;
}"""
CONTRAST = "color-contrast"
RUN = """async ([context, options]) => {
    const { violations } = await axe.run(context, options);
    return JSON.stringify(violations);
}"""


def findings(page: Page, context: str, *, structure: bool = True) -> list[str]:
    """Return axe-core's findings of any severity in what a selector finds.

    Only contrast depends on the theme: without ``structure`` nothing else is looked at.
    """
    if page.evaluate("() => !globalThis.axe"):
        page.evaluate(Axe().axe_script)
    found = []
    if page.evaluate(UNLIKE, context):
        found += violations(page, "[data-look]", {"runOnly": [CONTRAST]})
    if structure:
        found += violations(page, context, {"rules": {CONTRAST: {"enabled": False}}})
    return [
        f"{finding['impact']} {finding['id']}: {node['html'][:100]} "
        f"{node['failureSummary'][-160:]}"
        for finding in found
        for node in finding["nodes"]
    ]


def violations(page: Page, context: str, options: dict) -> list[dict]:
    """Run axe-core. With `preload` it fetches style sheets again, from wrong addresses."""
    options = {"resultTypes": ["violations"], "preload": False, **options}
    return json.loads(page.evaluate(RUN, [context, options]))
