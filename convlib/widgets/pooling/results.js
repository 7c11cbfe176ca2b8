/** What a reader can be asked for: no DOM, no model. `assigned` leaves the last window's. */
import { pool, poolBackward } from "../src/pooling.js";

/** @param {Record<string, any>} state */
export const windowsOf = (state) => pool(state.feature_map, /** @type {any} */ (state));

/** @type {import("../src/practice.js").Results} */
export const results = {
  output: (state) => windowsOf(state).map((line) => line.map(({ value }) => value)),
  input_gradient: (state) => {
    const back = poolBackward(state.feature_map, state.grad_output, windowsOf(state));
    return state.assigned ? back.overwritten : back.added;
  },
};
