/** What a link may hold of a network: the words of this kind for `src/rules.js`. */
import { ALLOWS, TOGETHER } from "../src/rules.js";
import { areLayers, learn, trace } from "./network.js";

/** Whether a value is channels, rows and columns. @param {any} value @param {any} _
 * @param {number} largest */
export const isShape = (value, _, largest) =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((number) => Number.isInteger(number) && number >= 1 && number <= largest);

ALLOWS.shape = isShape;
ALLOWS.stack = (value, _, spec) => {
  learn(spec);
  return areLayers(value);
};
TOGETHER.network = (state, input, layers) => {
  try {
    return Boolean(trace(state[input], state[layers]));
  } catch {
    return false;
  }
};
