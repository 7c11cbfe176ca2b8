import { useLayoutEffect, useReducer, useState } from "preact/hooks";

/**
 * What a host must offer: anywidget's model in Jupyter, a model over JSON in the book.
 * @typedef {{get: (key: string) => any, set: (key: string, value: any) => void,
 *   save_changes: () => void, on: (event: string, callback: () => void) => void,
 *   off: (event: string, callback: () => void) => void}} Model
 */

/** What Reset goes back to: the state each model had when it was first shown.
 * @type {WeakMap<Model, Record<string, any>>} */
const beginnings = new WeakMap();

/** The number of each model's element on its page; 0 if there is no page.
 * @type {WeakMap<Model, number>} */
export const numbers = new WeakMap();

/**
 * The one way in and out of an explorer's state: whatever changes it (a control, a
 * key, a tick of the player, Python) sets the model, and the model redraws.
 * `alert` is the last refusal; any change of the state takes it away. `apart` is whether
 * the reader has asked for rows and columns apart, `resets` how often all began again.
 *
 * @param {Model} model
 */
export function useExplorerState(model) {
  const names = /** @type {string[]} */ (model.get("rules").names);
  const [, redraw] = useReducer((count) => count + 1, 0);
  const [alert, setAlert] = useState(/** @type {string | null} */ (null));
  const [apart, setApart] = useState(false);
  const [resets, setResets] = useState(0);
  /** @returns {Record<string, any>} */
  const read = () => Object.fromEntries(names.map((name) => [name, model.get(name)]));
  if (!beginnings.has(model)) beginnings.set(model, read());
  useLayoutEffect(() => {
    const changed = () => redraw(undefined);
    model.on("change", changed);
    return () => model.off("change", changed);
  }, [model]);
  /** @param {Record<string, any>} changes */
  const set = (changes) => {
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    model.save_changes();
    redraw(undefined); // a link sets the state before the model is listened to
    if (Object.keys(changes).some((name) => name !== "selection")) setAlert(null);
  };
  const beginning = /** @type {Record<string, any>} */ (beginnings.get(model));
  return {
    model,
    rules: model.get("rules").traits,
    caps: model.get("rules").caps ?? {},
    number: numbers.get(model) ?? 0,
    state: read(),
    beginning,
    set,
    reset: () => {
      set(beginning);
      setApart(false);
      setResets(resets + 1);
    },
    resets,
    apart,
    setApart,
    alert,
    setAlert,
  };
}
