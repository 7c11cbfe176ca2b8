/** Lengths, and colours as every program reads them: `#rrggbb`, and how much they cover. */

/** What has been drawn: what lies on top comes last.
 * @typedef {{origin: DOMRect, parts: string[], top: string[], clips: string[], opacity: number,
 *   isHere: boolean}} Sheet */

/** A length as short as it is exact enough. @param {number} value */
export const at = (value) => String(Math.round(100 * value) / 100);

/** @type {Map<string, [string, number]>} */
const known = new Map();
/** @type {CanvasRenderingContext2D | null} */
let pixel = null;

/** @param {string} colour as the browser computes it @returns {[string, number]} */
export function colourOf(colour) {
  const found = known.get(colour);
  if (found) return found;
  pixel ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const context = /** @type {CanvasRenderingContext2D} */ (pixel);
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  const hex = [red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("");
  /** @type {[string, number]} */
  const made = [`#${hex}`, Math.round((100 * alpha) / 255) / 100];
  known.set(colour, made);
  return made;
}
