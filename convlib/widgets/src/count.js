/** How many cells a reader has got right, for each kind: kept in the browser, and nowhere else. */
const KEY = "convlib practice";

/** What is counted where the browser keeps nothing. @type {Record<string, number>} */
let counts = {};

/** @returns {Record<string, number>} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return counts;
  }
}

/** @param {string} kind */
export const countOf = (kind) => Number(kept()[kind]) || 0;

/** @param {string} kind @param {number} count 0 forgets it */
export function setCount(kind, count) {
  counts = { ...kept(), [kind]: count };
  if (!count) delete counts[kind];
  try {
    localStorage.setItem(KEY, JSON.stringify(counts));
  } catch {
    // A page that may not keep anything counts until it is left.
  }
}
