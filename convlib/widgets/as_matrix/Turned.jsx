import { pair } from "../src/axis.js";
import { Grid } from "../src/components/Grid.jsx";
import { compact } from "../src/numbers.js";
import { words } from "../src/selection.js";
import { Loop } from "./Loop.jsx";
import { overDeltas } from "./turned.js";

/** The way back as the turned kernel sees it: a row of Mᵀ, and the loop that goes with it.
 * @param {any} parts */
export const Turned = (parts) => (
  <div class="turned">
    <RowOfM {...parts} />
    <Gather {...parts} />
  </div>
);

/** The loop over pixels, which reads with the turned kernel. @param {any} parts */
function Gather({ explorer, shown, messages, player }) {
  const [down, across] = pair(explorer.state.stride);
  return (
    <Loop
      {...{ explorer, shown, player }}
      name="turned"
      caption={messages.gather}
      variables={[
        ...[["r", ({ row }) => row], ["c", ({ col }) => col], ["m", ({ a }) => a], ["n", ({ b }) => b]],
        ...[["i", ({ i }) => i * down], ["j", ({ j }) => j * across], ["turned[m, n]", ({ w }) => w]],
        [down * across > 1 ? "apart[i, j]" : "d[i, j]", ({ delta }) => delta],
      ]}
    />
  );
}

/** The row of Mᵀ for a pixel, laid on the deltas: the rotated kernel, and zeros around it. */
function RowOfM({ explorer, shown, messages, select }) {
  const { kernel, grad_output: deltas, dilation } = explorer.state;
  const { kernelSize, selected, lit, size, products } = shown;
  const { apart, before, after, start, deltaAt } = overDeltas(explorer.state);
  const [pixel] = selected?.grid === "input" ? [selected] : lit;
  const spread = pair(dilation);
  const from = pixel ? start(pixel.row, pixel.col) : [0, 0];
  const weightAt = (/** @type {number[]} */ ...place) => {
    const [a, b] = place.map((number, axis) => (number - from[axis]) / spread[axis]);
    return pixel && kernel[kernelSize[0] - 1 - a]?.[kernelSize[1] - 1 - b];
  };
  const ofRow = products.filter(({ row, col }) => row === pixel?.row && col === pixel?.col);
  const productAt = (row, col) => {
    const [i, j] = deltaAt(row, col) ?? [];
    return ofRow.find((product) => product.i === i && product.j === j);
  };
  const mark = (row, col) => {
    const at = deltaAt(row, col);
    const delta = at ? deltas[at[0]][at[1]] : 0;
    const product = productAt(row, col);
    return {
      state: words({ active: product && lit.includes(product), zero: !at, none: weightAt(row, col) === undefined }),
      badge: weightAt(row, col) === undefined ? undefined : `×${compact(delta)}`,
      badgeRole: at ? "gradient" : "faint",
    };
  };
  const values = Array.from({ length: apart[0] }, (_, row) =>
    Array.from({ length: apart[1] }, (_, col) => weightAt(row, col) ?? 0));
  return (
    <div class="row-of-m">
      <Grid
        name={messages.rowOfM}
        role="kernel some"
        caption={pixel ? messages.rowFor(pixel.row * size[1] + pixel.col, pixel.row, pixel.col) : messages.rowOfM}
        {...{ values, mark, padding: before, after }}
        around={(row, col) => weightAt(row, col) ?? 0}
        frame={pixel ? { row: from[0], col: from[1], rows: spread[0] * (kernelSize[0] - 1) + 1, cols: spread[1] * (kernelSize[1] - 1) + 1 } : null}
        cellLabel={messages.cell}
        onSelect={(row, col) => {
          const product = productAt(row, col);
          if (product) select("matrix")(product.out, product.pixel);
        }}
      />
      <p class="hint">{messages.rowHint(before, after)}</p>
    </div>
  );
}
