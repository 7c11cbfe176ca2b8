/**
 * The host in the built book, where there is no kernel: each `.explorer-host` carries
 * its state in an attribute and, until the explorer takes their place, tables of its numbers.
 */
import { scriptsAreIn } from "./later.js";
import { modelOf, stateOf } from "./model.js";
import { onRegister, viewOf } from "./registry.js";
import { render } from "./render.jsx";

/** On a page with more explorers than this, those out of sight are not drawn. Exercises
 * are a line each, and do not count. */
const FEW = 4;

/* A page's scripts have become one, which lies beside the folder of what they were. */
const { src = "" } = /** @type {HTMLScriptElement} */ (document.currentScript);
scriptsAreIn(new URL(src.includes("/explorers-") ? "explorers/" : ".", src || location.href).href);

/** Explorers that are still to be drawn. @type {HTMLElement[]} */
const waiting = [];

/** Whether the parser has left an element.
 * @param {Node} element @returns {boolean} */
const isComplete = (element) =>
  document.readyState !== "loading" ||
  Boolean(element.nextSibling) ||
  Boolean(element.parentNode && isComplete(element.parentNode));

/** How many times later a page may be painted for the explorers that are drawn before: where
 * it took long to get here, a frame takes long, too. WebKit reads a long page to its end before
 * the first, which takes it several times as long as all explorers do. */
const LATER = 1.2;

/** Puts an explorer in the place of its tables.
 * @param {HTMLElement} host */
function show(host) {
  const { state } = host.dataset;
  if (!state) return;
  const model = modelOf(stateOf(state));
  host.replaceChildren();
  render({ model, el: host });
}

/** Shows the next explorers, not all of many, so that nobody waits for ten to see one; a frame
 * for each would style and paint the whole page for each. */
function showNext() {
  const end = performance.now() * LATER;
  do {
    show(waiting[0]);
    waiting.shift();
  } while (waiting.length > 0 && performance.now() < end);
  if (waiting.length > 0) requestAnimationFrame(showNext);
}

/** Shows every explorer that is complete, of a known kind and not yet shown. */
function start() {
  const isIdle = waiting.length === 0;
  const isMany = document.querySelectorAll(".explorer-host:not([data-kind=exercise])").length > FEW;
  for (const host of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(".explorer-host")
  )) {
    if (isMany) host.setAttribute("data-skip", "");
    const isKnown = viewOf(host.getAttribute("data-kind") ?? "");
    if (!isKnown || host.hasAttribute("data-started") || !isComplete(host)) continue;
    host.setAttribute("data-started", "");
    waiting.push(host);
  }
  if (isIdle && waiting.length > 0) showNext();
}

/** A long page is read for some time: its first explorer does not wait for its end. */
function look() {
  start();
  if (document.readyState === "loading") requestAnimationFrame(look);
}
document.addEventListener("DOMContentLoaded", start);
/* When the script that a page's scripts have become has run, its explorers are drawn in their
 * order, whichever kind came first. */
onRegister(() => queueMicrotask(start));
look();
