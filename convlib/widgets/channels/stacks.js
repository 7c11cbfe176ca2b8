/** How many channels and filters there are: no DOM, no model. */
import limits from "../limits.json" with { type: "json" };
import { count, shape } from "../src/arithmetic.js";
import { restacking } from "../src/stacks.js";

/** A state's image, filters and bias for other numbers of channels and filters. `memory` keeps
 * what is cut off, which comes back.
 * @param {Record<string, any>} state @param {{channels: number, filters: number}} numbers
 * @param {Map<string, any>} memory @returns {Record<string, any>} the changes */
export function restacked({ image, filters, bias, filter }, numbers, memory) {
  const imageOf = restacking(memory, "image", image, "image");
  const kernelOf = restacking(memory, "filters", filters, "kernel");
  bias.forEach((value, k) => memory.set(String(["bias", k]), value));
  const channels = count(numbers.channels);
  const kernels = count(numbers.filters);
  return {
    seed: 0,
    image: channels.map((c) => imageOf(shape(image[0]), c)),
    filters: kernels.map((k) => channels.map((c) => kernelOf(shape(filters[0][0]), k, c))),
    bias: kernels.map((k) => memory.get(String(["bias", k])) ?? 0),
    filter: Math.min(filter, numbers.filters - 1),
  };
}

/** How many numbers each of several matrices may hold. @param {number} matrices */
const room = (matrices) => Math.floor(limits.numbers / matrices);

/** How many there may be: as many as can be read, and as a page has room for.
 * @param {Record<string, number>} caps @param {Record<string, any>} state
 * @returns {{channels: number, filters: number}} */
export function mostOf({ channel_count, filter_count }, { image, filters }) {
  const cells = (matrix) => matrix.length * matrix[0].length;
  const [size, kernel] = [cells(image[0]), cells(filters[0][0])];
  const channels = Math.min(channel_count, room(size), room(kernel * filters.length));
  return {
    channels: Math.max(channels, image.length),
    filters: Math.max(Math.min(filter_count, room(kernel * image.length)), filters.length),
  };
}

/** How far sizes can go, so that there is room for all channels and filters.
 * @param {Record<string, number>} caps @param {Record<string, any>} state */
export const capsFor = (caps, { image, filters }) => ({
  ...caps,
  image: Math.min(caps.image, Math.floor(Math.sqrt(room(image.length)))),
  filters: Math.min(caps.filters, Math.floor(Math.sqrt(room(image.length * filters.length)))),
});
