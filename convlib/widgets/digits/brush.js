/** What a pen does to a digit, whose pixels are whole numbers from 0 to `full`: no DOM, no model. */
import { replace } from "../src/arithmetic.js";

/** A blank sheet of the same size. @param {number[][]} image */
export const blank = (image) => image.map((row) => row.map(() => 0));

/** @param {number[][]} image */
export const isBlank = (image) => image.every((row) => row.every((ink) => ink === 0));

/** How far from its middle a pen is as dark as it can be, and how far it reaches, in pixels:
 * strokes are as thick as those of the digits that the network knows. */
const [CORE, REACH] = [0.35, 1.35];

/** How much of a pixel a pen covers at a distance from its middle, 0 to 1.
 * @param {number} distance */
const covered = (distance) => Math.min(1, Math.max(0, (REACH - distance) / (REACH - CORE)));

/** The digit after a dab of the pen; ink only ever darkens, and an eraser lightens.
 * @param {number[][]} image @param {{row: number, col: number}} at in pixels, fractions included
 * @param {number} ink the darkest that it makes, 0 for an eraser
 * @param {number} full the darkest that there is */
export const dabbed = (image, { row, col }, ink, full) =>
  image.map((line, i) =>
    line.map((old, j) => {
      const share = covered(Math.hypot(i + 0.5 - row, j + 0.5 - col));
      return ink === 0
        ? Math.min(old, Math.round(full * (1 - share)))
        : Math.max(old, Math.round(ink * share));
    }),
  );

/** Steps between two dabs of a stroke, in pixels. */
const STEP = 0.25;

/** The digit after a stroke from one place to another.
 * @param {number[][]} image @param {{row: number, col: number}} from
 * @param {{row: number, col: number}} to @param {number} ink @param {number} full */
export function stroked(image, from, to, ink, full) {
  const [down, across] = [to.row - from.row, to.col - from.col];
  const steps = Math.max(1, Math.ceil(Math.hypot(down, across) / STEP));
  let drawn = image;
  for (let n = 1; n <= steps; n += 1) {
    const at = { row: from.row + (down * n) / steps, col: from.col + (across * n) / steps };
    drawn = dabbed(drawn, at, ink, full);
  }
  return drawn;
}

/** The digit moved by whole pixels; what leaves the sheet is gone.
 * @param {number[][]} image @param {number} down @param {number} across */
export const shifted = (image, down, across) =>
  image.map((line, i) => line.map((_, j) => image[i - down]?.[j - across] ?? 0));

/** The digit with one pixel set, or cleared if it has this ink already.
 * @param {number[][]} image @param {number} row @param {number} col @param {number} ink */
export const toggled = (image, row, col, ink) =>
  replace(image, row, col, image[row][col] === ink ? 0 : ink);
