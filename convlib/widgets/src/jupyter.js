/**
 * What the explorers need in Jupyter and its relatives, and not in the book. Each kind's
 * module brings it; once is enough.
 */
import { isOwn } from "./components/Explorer.jsx";

const page = /** @type {any} */ (globalThis);

/** Notebooks listen for keys before what has the focus does. This listener comes before
 * theirs, and marks what has the focus as they want it.
 * @param {KeyboardEvent} event */
function keep(event) {
  const [at] = /** @type {Element[]} */ (event.composedPath());
  if (at.closest?.("[data-explorer]")) at.toggleAttribute("data-lm-suppress-shortcuts", isOwn(event));
}

if (!page.convlibKeeps) {
  page.convlibKeeps = keep;
  addEventListener("keydown", keep, true);
}
