/**
 * An explorer's state as text for a link, and back: no DOM, no model. A link may come from
 * anywhere, so nothing in it is believed: the rules of the explorer decide (`rules.js`).
 */
import { allows } from "./rules.js";

/** @typedef {import("./rules.js").State} State */
/** @typedef {import("./rules.js").Rules} Rules */

/** @param {State} state @param {Rules} rules */
export const toText = (state, { traits }) =>
  btoa(JSON.stringify(Object.fromEntries(Object.keys(traits).map((name) => [name, state[name]]))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/** The state that a text stands for, null if there is none that could be shown.
 * @param {string} text @param {Rules} rules
 * @param {State} before the state to begin with @returns {State | null} */
export function fromText(text, rules, before) {
  try {
    const given = JSON.parse(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
    const names = Object.keys(rules.traits);
    const state = { ...before, ...given };
    const isComplete = String(Object.keys(given).sort()) === String([...names].sort());
    return isComplete && allows(rules, state, before) ? state : null;
  } catch {
    return null;
  }
}
