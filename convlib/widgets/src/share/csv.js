/** A matrix that is shown, as text for a spreadsheet. */

/** The grid that the reader was in last, or else that of the selected cell, or the first, as CSV.
 * @param {Element} root @param {Element | null} last
 * @returns {{name: string, size: number[], text: string}} */
export function csv(root, last) {
  const chosen = last?.isConnected
    ? last
    : root.querySelector("[data-state~=selected]")?.closest("[role=grid]");
  const grid = /** @type {Element} */ (chosen ?? root.querySelector("[role=grid]"));
  const rows = [...grid.querySelectorAll("[role=row]")]
    .map((row) => [...row.querySelectorAll(".cell:not([data-state~=padding])")])
    .filter((cells) => cells.length > 0)
    .map((cells) => cells.map((cell) => cell.getAttribute("data-value")));
  return {
    name: grid.getAttribute("aria-label") ?? "",
    size: [rows.length, rows[0].length],
    text: `${rows.join("\n")}\n`,
  };
}
