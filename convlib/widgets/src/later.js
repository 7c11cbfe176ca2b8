/**
 * What a reader has to ask for is loaded then: `later.jsx` of a kind's folder is a script of
 * its own, beside the others, and so is the data that its `data.mjs` makes. In Jupyter both
 * come with the widget.
 */
import { useEffect, useReducer } from "preact/hooks";

/** @type {Map<string, any>} */
const parts = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {Set<string>} */
const asked = new Set();
let folder = "";

/** Says where a page's scripts are. @param {string} address */
export const scriptsAreIn = (address) => {
  folder = address;
};

/** @param {string} name of the script @param {any} part what its `later.jsx` exports, or data */
export function bring(name, part) {
  parts.set(name, part);
  for (const listener of listeners) listener();
}

/** What a kind's `later.jsx` exports, or its data, null until it is there; asks for it if
 * `wanted`.
 * @param {string} kind @param {boolean} wanted @param {"later" | "data"} what */
export function useLater(kind, wanted, what = "later") {
  const name = `${kind}-${what}`;
  const [, redraw] = useReducer((count) => count + 1, 0);
  const part = parts.get(name) ?? null;
  useEffect(() => {
    const listener = () => redraw(undefined);
    listeners.add(listener);
    if (!part && parts.has(name)) listener(); // it has come since this was drawn
    return () => listeners.delete(listener);
  }, []);
  useEffect(() => {
    if (!wanted || parts.has(name) || asked.has(name)) return;
    asked.add(name);
    const script = document.createElement("script");
    script.src = `${folder}${name}.js`;
    script.onerror = () => asked.delete(name); // to be asked for again
    document.head.append(script);
  }, [name, wanted]);
  return part;
}
