/** What a reader can be asked for: no DOM, no model. */
import { outputSize } from "../src/arithmetic.js";

/** @type {import("../src/practice.js").Results} */
export const results = {
  size: ({ input_size, kernel_size, stride, padding, dilation }) => [
    [outputSize(input_size, kernel_size, stride, padding, dilation)],
  ],
};
