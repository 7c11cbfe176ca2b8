/** What a link may hold of a picture's border: the word of this kind for `src/rules.js`. */
import { sides } from "../src/axis.js";
import { TOGETHER, sizesOf } from "../src/rules.js";

/** How much smaller than an image its padding must be, reflected or repeated.
 * @type {Record<string, number>} */
const FAR = { reflect: 1, circular: 0 };

TOGETHER.border = (state, mode, image) => {
  const far = FAR[state[mode]];
  const size = sizesOf(state[image]);
  return (
    far === undefined ||
    sides(state.padding).every((around, axis) => Math.max(...around) + far <= size[axis])
  );
};
