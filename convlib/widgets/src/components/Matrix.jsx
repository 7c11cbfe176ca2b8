import { useEffect, useRef } from "preact/hooks";
import { Grid } from "./Grid.jsx";
import { Chip } from "./Ledger.jsx";

/**
 * What stands beside a row or a column: a name, and the number that it stands for.
 * @typedef {{symbol: string, at: string, value?: number | null, role?: string, on?: boolean}} Beside
 */

/** A line of them along one side of the matrix; the grids that have these numbers speak them.
 * @param {string} side @param {Beside[] | undefined} cells */
const strip = (side, cells) =>
  cells && (
    <div class={side} aria-hidden="true">
      {cells.map(({ symbol, at, value, role = "", on }, n) => (
        <span class={on ? "on" : undefined} key={n}>
          {symbol}
          <sub>{at}</sub>
          {value !== undefined && value !== null && <Chip role={role} value={value} />}
        </span>
      ))}
    </div>
  );

/**
 * A matrix as a `Grid`, with what its columns are multiplied by above them (`heads`), the names of
 * its rows (`sides`), and what comes out, beside the rows (`totals`) or below the columns (`feet`).
 * Where it is too high to be seen whole, the row `sight` is scrolled into view.
 * @param {Parameters<typeof Grid>[0] & {heads?: Beside[], sides?: Beside[], totals?: Beside[],
 *   feet?: Beside[], sight?: number}} props
 */
export function Matrix({ heads, sides, totals, feet, sight, ...grid }) {
  const box = useRef(/** @type {any} */ (null));
  useEffect(() => {
    const scroll = box.current.querySelector(".scroll");
    const row = box.current.querySelectorAll("[role=row]")[sight ?? -1];
    if (row && scroll.scrollHeight > scroll.clientHeight) {
      scroll.scrollTop = row.offsetTop - (scroll.clientHeight - row.offsetHeight) / 2;
    }
  }, [sight]);
  return (
    <div class="bordered" ref={box}>
      <Grid {...grid}>
        {strip("heads", heads)}
        {strip("sides", sides)}
        {strip("totals", totals)}
        {strip("feet", feet)}
      </Grid>
    </div>
  );
}
