"""What axe-core finds in a page's own content, or in its explorers."""

import json

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What a cell or an answer's field is at the moment; an explorer as a whole keeps in the
# attribute of this name what it was last left as.
STATE = """const state = (part) =>
    part.matches(".explorer-host") ? "" : part.dataset.state ?? "";"""

# What axe would look at hundreds of times, though it is alike. A formula's boxes are
# hidden from screen readers, which get its MathML; most have the text's colour, of the
# others one of each colour is enough. The MathML is out of sight, so that its words count
# and not their places. Of the parts of a program, and of the cells of a grid, that are
# alike, the first keeps its text: their classes and states give them their colours. The
# shapes of a drawing say nothing.
SIMPLIFY = (
    f"() => {{ {STATE} "
    + """
    const around = (part) => {
        const names = [];
        for (let e = part; e && e !== document.body; e = e.parentElement)
            names.push(`${e.className} ${state(e)}`);
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
    const parts = ":is(pre, code, dt.sig) span[class]:not(:has(*))";
    for (const part of document.querySelectorAll(parts))
        if (!isNew(around(part))) part.replaceWith(part.textContent);
    const shapes = "svg :is(path, rect, circle, line, polygon):not([id], [role], [tabindex])";
    for (const shape of document.querySelectorAll(`${shapes}:not(:has(*))`)) shape.remove();
    for (const cell of document.querySelectorAll(".explorer .cell")) {
        if (isNew(around(cell))) continue;
        const field = cell.querySelector("input");
        if (field) field.value = "";
        for (const text of field ? cell.querySelectorAll("span") : [cell])
            text.textContent = "";
    }
}"""
)


def simplify(page: Page) -> None:
    """Leave one of what is alike; the page is not for reading afterwards."""
    page.evaluate(SIMPLIFY)


# Contrast takes axe most of its time, that of links with the words around them among it,
# and depends on the colours of a text and of what is below it. So of the texts that are
# alike in both, in size, and in all classes and states around them, the first that is in
# sight is looked at: on all pages of a process.
LOOKS = (
    f"(context) => {{ {STATE} "
    + """
    const around = new Map([[null, ""]]);
    const chain = (part) => {
        if (!around.has(part)) {
            const { backgroundColor, opacity } = getComputedStyle(part);
            const disabled = part.matches(":disabled, [aria-disabled=true]");
            const its = [part.getAttribute("class"), state(part), disabled || "",
                backgroundColor.replace("rgba(0, 0, 0, 0)", ""), opacity.replace(/^1$/, "")];
            const plain = part.localName !== "a" && its.every((one) => !one);
            around.set(part,
                (plain ? "" : `${part.localName},${its} `) + chain(part.parentElement));
        }
        return around.get(part);
    };
    globalThis.looks = new Map();
    for (const part of document.querySelectorAll(`${context}, ${context} *`)) {
        const text = part.localName === "input"
            || [...part.childNodes].some((e) => e.nodeType === 3 && e.data.trim());
        if (!text || !part.checkVisibility({ visibilityProperty: true })) continue;
        const { color, fontSize, fontWeight } = getComputedStyle(part);
        const look = [color, fontSize, fontWeight, chain(part)].join();
        if (!looks.has(look)) looks.set(look, part);
    }
    return JSON.stringify([...looks.keys()]);
}"""
)
# With `preload` axe would fetch style sheets again, from wrong addresses. Contrast of which
# it cannot tell (`incomplete`) is not held to be right. What drawing skips has places that
# are those of others when it is drawn.
RUN = """async ([context, unknown, structure]) => {
    for (const host of document.querySelectorAll("[data-skip]"))
        host.style.contentVisibility = "visible";
    const parts = [...looks.values()];
    parts.forEach((part, n) => part.toggleAttribute("data-look", unknown.includes(n)));
    for (const link of document.links)
        link.toggleAttribute("data-link", link.matches("[data-look], :has([data-look])"));
    const contrast = ["color-contrast", "link-in-text-block"];
    axe.configure({ rules: [
        { id: contrast[0], selector: "[data-look]" },
        { id: contrast[1], selector: "[data-link]" },
    ] });
    const { violations, incomplete } = await axe.run(context, {
        elementRef: true,
        preload: false,
        resultTypes: ["violations", "incomplete"],
        ...(structure ? {} : { runOnly: contrast }),
    });
    const failed = incomplete.filter(({ nodes }) => nodes.some(({ any, all, none }) =>
        [...any, ...all, ...none].some(({ id }) => id === "error-occurred")));
    if (failed.length) throw new Error(`axe fails: ${failed.map(({ id }) => id)}`);
    const wrong = [...violations, ...incomplete]
        .filter(({ id }) => contrast.includes(id))
        .flatMap(({ nodes }) => nodes.map(({ element }) => element));
    return JSON.stringify({
        right: unknown.filter((n) => !wrong.some((part) => part.contains(parts[n]))),
        found: violations.flatMap(({ id, impact, nodes }) => nodes.map((node) =>
            `${impact} ${id}: ${node.html.slice(0, 100)} ${node.failureSummary.slice(-160)}`)),
    });
}"""
KEEP_LOOKS = """() => {
    const kept = new Set();
    for (const part of looks.values())
        for (let e = part; e !== document.documentElement; e = e.parentElement) kept.add(e);
    for (const part of kept)
        for (const child of [...part.children])
            if (!kept.has(child) && !child.matches("style, link")) child.remove();
}"""
known: set[str] = set()  # looks whose contrast is right


def findings(page: Page, context: str, *, structure: bool = True) -> list[str]:
    """Return axe-core's findings of any severity in what a selector finds.

    Only contrast depends on the theme: without ``structure`` nothing else is looked at.
    """
    looks = json.loads(page.evaluate(LOOKS, context))
    unknown = [n for n, look in enumerate(looks) if look not in known]
    if not (structure or unknown):
        return []
    if page.evaluate("() => !globalThis.axe"):
        page.evaluate(Axe().axe_script)
    said = json.loads(page.evaluate(RUN, [context, unknown, structure]))
    known.update(looks[n] for n in said["right"])
    return said["found"]


def keep_looks(page: Page) -> None:
    """Leave of a page that was looked at one text of each look, and what is around it."""
    page.evaluate(KEEP_LOOKS)
