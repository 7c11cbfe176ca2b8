/** What a link may hold of channels and filters: the word of this kind for `src/rules.js`. */
import { TOGETHER } from "../src/rules.js";
import { stacksOf } from "./results.js";

TOGETHER.grouped = (state, groups) => {
  const { images, kernels, deltas } = stacksOf(state);
  const [parts, count, depth] = [state[groups], kernels.length, kernels[0].length];
  return (
    count % parts === 0 &&
    images.length === parts * depth &&
    deltas.length === count &&
    state.filter < count &&
    state.channel < depth
  );
};
