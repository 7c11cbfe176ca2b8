/**
 * An explorer's state as text for a link, and back: no DOM, no model. A link may come from
 * anywhere, so nothing in it is believed: the rules of the explorer decide (`rules.js`).
 */
import { refusal } from "./rules.js";

/** @typedef {import("./rules.js").State} State */
/** @typedef {import("./rules.js").Rules} Rules */

/** Links say how they are to be read; those of the first release said nothing. */
const VERSION = 2;

/** @param {State} state @param {Rules} rules */
export function toText(state, { traits }) {
  const held = Object.keys(traits).map((name) => [name, state[name]]);
  return btoa(JSON.stringify({ version: VERSION, ...Object.fromEntries(held) }))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * The state that a text stands for, or why there is none: it is "damaged", of another
 * "version", or of a "size" that is not shown here.
 * @param {string} text @param {Rules} rules
 * @param {State} before the state to begin with
 * @returns {{state: State} | {why: "damaged" | "version" | "size"}}
 */
export function fromText(text, rules, before) {
  try {
    const { version = 1, ...given } = JSON.parse(
      atob(text.replaceAll("-", "+").replaceAll("_", "/")),
    );
    if (Number.isInteger(version) && version > VERSION) return { why: "version" };
    const held = version === 1 ? { ...rules.later, ...given } : given;
    const isKnown = version === 1 || version === VERSION;
    const names = Object.keys(rules.traits).sort();
    if (!isKnown || String(Object.keys(held).sort()) !== String(names)) return { why: "damaged" };
    const state = { ...before, ...held };
    const refused = refusal(rules, state, before);
    return refused ? { why: refused.why } : { state };
  } catch {
    return { why: "damaged" };
  }
}
