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

/** Shows every explorer below `root` that is not yet shown.
 * @param {ParentNode} [root] */
function start(root = document) {
  for (const host of root.querySelectorAll(".explorer-host:not([data-started])")) {
    const json = host.querySelector("script[type='application/json']");
    if (!json) continue;
    const model = modelOf(JSON.parse(json.textContent));
    host.setAttribute("data-started", "");
    host.replaceChildren();
    render({ model, el: host });
  }
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", () => start());
} else {
  start();
}

/** For tests, and for pages that add explorers later. */
globalThis.convlibExplorers = { arithmetic, start };
