/** What a link may hold of a picture's border: the word of this kind for `src/rules.js`. */
import { sides } from "../src/axis.js";
import { TOGETHER, sizesOf } from "../src/rules.js";

TOGETHER.border = (state, mode, image, short) => {
  const less = short[state[mode]];
  const size = sizesOf(state[image]);
  return (
    less === undefined ||
    sides(state.padding).every((around, axis) => Math.max(...around) + less <= size[axis])
  );
};
