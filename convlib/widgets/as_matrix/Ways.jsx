import { dimensions } from "../src/components/Grid.jsx";
import { Matrix } from "../src/components/Matrix.jsx";
import { words } from "../src/selection.js";
import { Loop } from "./Loop.jsx";
import { READABLE, columnsOf, matrixOf } from "./products.js";

/** The four ways, or the one that is chosen where there is no room for more.
 * @param {any} parts `later` is what is loaded when it is asked for */
export function Ways(parts) {
  const { later } = parts;
  const { view, transposed } = parts.explorer.state;
  const seen = (/** @type {string} */ way) => !parts.narrow || view === way;
  return (
    <div class="ways">
      {seen("loop") && <Program {...parts} />}
      {seen("columns") && <Columns {...parts} />}
      {seen("matrix") && <Sparse {...parts} />}
      {transposed && seen("matrix") && (later ? <later.Turned {...parts} /> : <span aria-busy="true" />)}
    </div>
  );
}

/** The loop, which on the way back only adds to the other side.
 * @param {any} parts */
function Program({ explorer, shown, messages, player }) {
  const back = explorer.state.transposed;
  return (
    <Loop
      {...{ explorer, shown, player }}
      name="line"
      caption={back ? messages.scatter : messages.loop}
      variables={[
        ...[["i", ({ i }) => i], ["j", ({ j }) => j], ["m", ({ m }) => m], ["n", ({ n }) => n]],
        ...[["r", ({ row }) => row], ["c", ({ col }) => col], ["w[m, n]", ({ w }) => w]],
        back ? ["d[i, j]", ({ delta }) => delta] : ["x[r, c]", ({ x }) => x],
      ]}
    />
  );
}

/** What stands beside rows and columns: the numbers of a small matrix in reading order.
 * @param {string} symbol @param {string} role @param {number[][]} values
 * @param {Set<number>} lit those that are lit, counted through */
const beside = (symbol, role, values, lit) =>
  values.flatMap((line, row) =>
    line.map((value, col) => ({
      ...{ symbol, role, value, at: `${row},${col}` },
      on: lit.has(row * line.length + col),
    })),
  );

/** The windows as columns, which the kernel multiplies as one row; back, what each product is. */
function Columns({ explorer, shown, messages, on, select, later }) {
  const { kernel, grad_output: deltas, transposed } = explorer.state;
  const { products, lit, cells, outs, output } = shown;
  const values = columnsOf(products, cells, outs, ({ x, w, delta }) => (transposed ? w * delta : x));
  const name = transposed ? messages.columnsBack : messages.columns;
  const active = new Set(lit.map(({ cell, out }) => `${cell},${out}`));
  const mark = (row, col) => ({
    state: words({
      active: active.has(`${row},${col}`),
      selected: on("columns")(row, col),
      zero: values[row][col] === null,
    }),
  });
  const [litCells, litOuts] = [new Set(lit.map(({ cell }) => cell)), new Set(lit.map(({ out }) => out))];
  return (
    <Numbers
      {...{ messages, later, name, mark }}
      values={values.map((line) => line.map((value) => value ?? 0))}
      role={transposed ? "gradient" : "input"}
      heads={transposed ? beside("d", "gradient", deltas, litOuts) : undefined}
      sides={beside("w", "kernel", kernel, litCells)}
      feet={transposed ? undefined : beside("a", "output", output, litOuts)}
      onSelect={select("columns")}
    />
  );
}

/** M, or Mᵀ: what it multiplies above its columns, what comes out beside its rows. */
function Sparse({ explorer, shown, messages, on, select, later }) {
  const { image, grad_output: deltas, transposed } = explorer.state;
  const { products, lit, outs, pixels, output, gradient } = shown;
  const M = matrixOf(products, outs, pixels);
  const turn = (/** @type {number[]} */ place) => (transposed ? [...place].reverse() : place);
  const values = transposed ? M[0].map((_, pixel) => M.map((line) => line[pixel])) : M;
  const active = new Set(lit.map(({ out, pixel }) => String(turn([out, pixel]))));
  const known = new Set(products.map(({ out, pixel }) => String(turn([out, pixel]))));
  const mark = (row, col) => ({
    state: words({
      active: active.has(`${row},${col}`),
      selected: on("matrix")(...turn([row, col])),
      none: !known.has(`${row},${col}`),
    }),
  });
  const [litOuts, litPixels] = [new Set(lit.map(({ out }) => out)), new Set(lit.map(({ pixel }) => pixel))];
  return (
    <Numbers
      {...{ messages, later, mark, values }}
      name={transposed ? messages.matrixBack : messages.matrix}
      role="kernel some"
      heads={transposed ? beside("d", "gradient", deltas, litOuts) : beside("x", "input", image, litPixels)}
      totals={transposed ? beside("g", "gradient", gradient, litPixels) : beside("a", "output", output, litOuts)}
      onSelect={(row, col) => select("matrix")(...turn([row, col]))}
    />
  );
}

/** A matrix in numbers while they can be read, then in colours.
 * @param {any} props */
function Numbers({ messages, later, name, values, mark, onSelect, ...matrix }) {
  const size = [values.length, values[0].length];
  const all = { name, values, mark, onSelect, messages };
  if (Math.max(...size) > READABLE) {
    return later ? <later.Coloured {...all} role={matrix.role} /> : <span aria-busy="true" />;
  }
  return (
    <Matrix {...all} {...matrix} caption={name} dimensions={dimensions(size)} cellLabel={messages.cell} />
  );
}
