import { bounds } from "./arithmetic.js";

/**
 * Values and bounds of sliders that set both axes at once, however the axes differ now.
 * The larger side of the input and the smaller one of the kernel always lie within the
 * bounds: the input may shrink to a square of the first, the kernel to one of the second.
 * @param {number[]} size @param {number[]} kernelSize
 * @param {Record<string, any>} state its stride, padding and, if it has one, dilation
 * @param {Parameters<typeof bounds>[1]} caps
 */
export function slidersOf(size, kernelSize, { stride, padding, dilation = 1 }, caps) {
  const sizes = {
    inputSize: Math.max(...size),
    kernelSize: Math.min(...kernelSize),
    stride,
    padding,
    dilation,
  };
  const [rows, cols] = [0, 1].map((axis) =>
    bounds({ ...sizes, inputSize: size[axis], kernelSize: kernelSize[axis] }, caps),
  );
  /** @param {keyof typeof rows} name */
  const both = (name) => ({
    min: Math.max(rows[name].min, cols[name].min),
    max: Math.min(rows[name].max, cols[name].max),
  });
  const limits = {
    inputSize: { ...both("inputSize"), max: Math.max(caps.inputSize, sizes.inputSize) },
    kernelSize: both("kernelSize"),
    stride: both("stride"),
    padding: both("padding"),
    dilation: both("dilation"),
  };
  return { sizes, limits };
}

/**
 * Why a control stops where it does, if the reason is that the window must fit.
 * @param {Record<string, number>} sizes the current values
 * @param {Record<string, import("./arithmetic.js").Bounds>} limits
 * @param {Record<string, number>} caps @param {any} messages
 * @returns {string | null}
 */
export function sizeNote(sizes, limits, caps, messages) {
  for (const name of ["kernelSize", "dilation"]) {
    if (sizes[name] === limits[name].max && limits[name].max < caps[name]) {
      return messages.largest(messages[name], limits[name].max);
    }
  }
  for (const name of ["inputSize", "padding"]) {
    const least = name === "padding" ? 0 : 1;
    if (sizes[name] === limits[name].min && limits[name].min > least) {
      return messages.smallest(messages[name], limits[name].min);
    }
  }
  return null;
}
