/**
 * What is known of each kind of element: its view, and what it says in each language. The
 * script of a kind adds them, and the pack of a language its words.
 */
import { en } from "./messages.js";

/** @typedef {Record<string, any>} Messages */

/** @type {Map<string, any>} */
const views = new Map();
/** For each language and kind; what several kinds say stands under "".
 * @type {Record<string, Record<string, Messages>>} */
const words = { en: { "": en } };
/** @type {Set<() => void>} */
const listeners = new Set();

/** @param {string} language @param {string} kind @param {Messages} messages */
export const say = (language, kind, messages) => {
  (words[language] ??= {})[kind] = messages;
};

/** @param {string} kind @param {any} view a component @param {Messages} english */
export function register(kind, view, english) {
  views.set(kind, view);
  say("en", kind, english);
  for (const listener of listeners) listener();
}

/** @param {string} kind */
export const viewOf = (kind) => views.get(kind);

/** Calls `listener` each time a kind has been added. @param {() => void} listener */
export const onRegister = (listener) => listeners.add(listener);

/** What a kind says in the language of `element`'s page; in English what that lacks.
 * @param {Element} element @param {string} kind @returns {Messages} */
export function messagesFor(element, kind) {
  const place = /** @type {HTMLElement | null} */ (element.closest("[lang]"));
  const own = place && words[place.lang.slice(0, 2).toLowerCase()];
  return Object.assign({}, en, words.en[kind], own?.[""], own?.[kind]);
}

/**
 * Scripts of kinds, languages and the host may run before this one or after it: each puts
 * a function of it into the list `convlibParts`.
 * @param {any} core what they are called with
 */
export function takeParts(core) {
  const page = /** @type {any} */ (globalThis);
  const waiting = page.convlibParts;
  page.convlibParts = { push: (/** @type {(core: any) => void} */ part) => part(core) };
  if (Array.isArray(waiting)) for (const part of waiting) part(core);
}
