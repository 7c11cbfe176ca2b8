/** What a link may hold of stamps: the word of this kind for `src/rules.js`. */
import limits from "../limits.json" with { type: "json" };
import { shape, transposedSize } from "../src/arithmetic.js";
import { pair } from "../src/axis.js";
import { TOGETHER } from "../src/rules.js";

TOGETHER.transposed = (state, image, kernel) =>
  pair(state.output_padding).every(
    (cells, axis) => cells < Math.max(pair(state.stride)[axis], pair(state.dilation)[axis]),
  ) &&
  transposedSize(shape(state[image]), shape(state[kernel]), state).every(
    (cells) => cells > 0 && cells <= limits.output,
  );
