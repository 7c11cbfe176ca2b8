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
