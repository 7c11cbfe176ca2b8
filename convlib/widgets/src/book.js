/**
 * The host in the built book, where there is no kernel: each `.explorer-host` carries
 * its state as JSON and, until the explorer takes their place, tables of its numbers.
 */
import * as arithmetic from "./arithmetic.js";
import { render } from "./render.jsx";

/** anywidget's model over a plain object.
 * @param {Record<string, any>} state @returns {import("./state.js").Model} */
function modelOf(state) {
  const listeners = new Set();
  return {
    get: (key) => state[key],
    set: (key, value) => {
      state[key] = value;
      for (const listener of listeners) listener();
    },
    save_changes: () => {},
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
  };
}

/** On a page with more explorers than this, those out of sight are not drawn. */
const FEW = 4;

/** Puts an explorer in the place of its tables.
 * @param {Element} host */
function show(host) {
  const json = host.querySelector("script[type='application/json']");
  if (!json) return;
  const model = modelOf(JSON.parse(json.textContent));
  host.setAttribute("data-started", "");
  host.replaceChildren();
  render({ model, el: host });
}

/** Shows every explorer below `root` that is not yet shown: the first at once, each of
 * the others in a frame of its own, so that nobody waits for ten to see one.
 * @param {ParentNode} [root] */
function start(root = document) {
  const hosts = [...root.querySelectorAll(".explorer-host:not([data-started])")];
  if (hosts.length > FEW) {
    for (const host of hosts) host.setAttribute("data-skip", "");
  }
  const next = () => {
    const host = hosts.shift();
    if (host) show(host);
    if (hosts.length > 0) requestAnimationFrame(next);
  };
  next();
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", () => start());
} else {
  start();
}

/** For tests, and for pages that add explorers later. */
globalThis.convlibExplorers = { arithmetic, start };
