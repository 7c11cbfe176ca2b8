/** What a link may hold of this network: the words of this kind for `src/rules.js`. */
import limits from "../limits.json" with { type: "json" };
import { TOGETHER, sizesOf } from "../src/rules.js";

/** Rows and columns of the pooled maps; less than 1 if no pooling window fits on the maps.
 * @param {any} image @param {any} filters */
const pooled = (image, filters) => {
  const [size, kernel] = [image, filters].map(sizesOf);
  return size.map((cells, axis) => cells - kernel[axis] + 2 - limits.pool);
};

/** How many numbers the maps are flattened to. @param {any} image @param {any} filters */
export const features = (image, filters) =>
  pooled(image, filters).reduce((count, cells) => count * Math.max(0, cells), filters.length);

TOGETHER.pooled = (state, image, filters) => Math.min(...pooled(state[image], state[filters])) > 0;
TOGETHER.features = (state, weight, bias, image, filters) =>
  state[weight].length === state[bias].length &&
  state[weight][0].length === features(state[image], state[filters]);
