/** What a link may hold of a network: the words of this kind for `src/rules.js`. */
import { ALLOWS, TOGETHER } from "../src/rules.js";
import { LARGEST, areLayers, trace } from "./network.js";

/** Whether a value is channels, rows and columns. @param {any} value */
export const isShape = (value) =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((number) => Number.isInteger(number) && number >= 1 && number <= LARGEST);

ALLOWS.shape = isShape;
ALLOWS.stack = areLayers;
TOGETHER.network = (state, input, layers) => {
  try {
    return Boolean(trace(state[input], state[layers]));
  } catch {
    return false;
  }
};
