/** What a link may hold of a stack: the words of this kind for `src/rules.js`. A size that no
 * state can begin with is told from a value that is none: `before` is infinite then. */
import { ALLOWS, sizesOf } from "../src/rules.js";

ALLOWS.strips = (value, before, depth, most, rows) => {
  if (!ALLOWS.array(value, before, depth)) return false;
  const [row, length] = sizesOf(value);
  return before === Infinity || (row === 1 && length <= most && value.length <= rows);
};

ALLOWS.wholes = (value, before, least, most) =>
  Array.isArray(value) &&
  value.every((one) => ALLOWS.whole(one, before, least, before === Infinity ? before : most));
