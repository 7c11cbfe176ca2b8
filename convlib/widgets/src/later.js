/**
 * What a reader has to ask for is loaded then: `later.jsx` of a kind's folder is a script of
 * its own, beside the others. In Jupyter it comes with the widget.
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

/** @param {string} kind @param {any} part what its `later.jsx` exports */
export function bring(kind, part) {
  parts.set(kind, part);
  for (const listener of listeners) listener();
}

/** What a kind's `later.jsx` exports, null until it is there; asks for it if `wanted`.
 * @param {string} kind @param {boolean} wanted */
export function useLater(kind, wanted) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const part = parts.get(kind) ?? null;
  useEffect(() => {
    const listener = () => redraw(undefined);
    listeners.add(listener);
    if (!part && parts.has(kind)) listener(); // it has come since this was drawn
    return () => listeners.delete(listener);
  }, []);
  useEffect(() => {
    if (!wanted || parts.has(kind) || asked.has(kind)) return;
    asked.add(kind);
    const script = document.createElement("script");
    script.src = `${folder}${kind}-later.js`;
    script.onerror = () => asked.delete(kind); // to be asked for again
    document.head.append(script);
  }, [kind, wanted]);
  return part;
}
