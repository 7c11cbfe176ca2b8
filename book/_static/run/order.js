/**
 * Which cells run together, and in which order: that of the page. A solution that is folded
 * is left out: nobody has asked for it.
 */

/** @typedef {{solution: HTMLDetailsElement | null}} Place of a cell */

/** Whether a cell is one of those that run together. @param {Place} cell */
const isAsked = ({ solution }) => solution === null || solution.open;

/** All cells, or those above one. @template {Place} C @param {C[]} cells @param {C} [below] */
export const together = (cells, below) =>
  cells.slice(0, below ? cells.indexOf(below) : cells.length).filter(isAsked);
