/** What a link may hold of a stack of layers: the word of this kind for `src/rules.js`. */
import { ALLOWS } from "../src/rules.js";
import { sizeOf } from "./stack.js";

/** Whether a value is a layer, of numbers no larger than the largest field.
 * @param {any} value @param {Record<string, number>} least @param {number} largest */
function isLayer(value, least, largest) {
  const { transposed, pooling, ...numbers } = Object(value);
  const names = Object.keys(least);
  const others = Object.keys(Object(value)).slice(names.length);
  return (
    String(Object.keys(numbers)) === String(names) &&
    names.every(
      (name) =>
        Number.isInteger(value[name]) && value[name] >= least[name] && value[name] <= largest,
    ) &&
    others.length <= 1 &&
    others.every((name) => value[name] === true)
  );
}

ALLOWS.layers = (value, _, least, most, largest) => {
  const isStack =
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= most &&
    value.every((layer) => isLayer(layer, least, largest));
  const size = isStack ? sizeOf(value) : 0;
  return size >= 1 && size <= largest;
};
