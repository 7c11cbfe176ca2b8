/** anywidget's model over a plain object.
 * @param {Record<string, any>} state @returns {import("./state.js").Model} */
export function modelOf(state) {
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

/** The state that an element has stored: JSON, or JSON in base 64 for what is not to be
 * read in the page's source. @param {string} text */
export const stateOf = (text) => JSON.parse(text[0] === "{" ? text : atob(text));
