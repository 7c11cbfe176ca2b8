/** What a reader has to ask for: the way back, matrices too large for numbers, the image that goes
 * round, and numbers of one's own. */
import { fill, shape } from "../src/arithmetic.js";
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";
import { Matrix } from "../src/components/Matrix.jsx";
import { dimensions } from "../src/components/Grid.jsx";
import { format } from "../src/numbers.js";
import { READABLE } from "./products.js";
import { circulantOf, size as lengthOf, spectraOf, written } from "./spectrum.js";

export { Turned } from "./Turned.jsx";
export { turnedLoopOf } from "./turned.js";

/** Pixels of a coloured cell: at most, and in all. */
const [CELL, ROOM] = [10, 480];

/** The entries that are not 0 as one path for each number, and those that are lit apart.
 * @param {number[][]} values @param {((row: number, col: number) => {state?: string}) | undefined} mark */
function sorted(values, mark) {
  /** @type {Map<number, string>} */
  const squares = new Map();
  /** @type {{row: number, col: number, value: number}[]} */
  const lit = [];
  values.forEach((line, row) =>
    line.forEach((value, col) => {
      if (/active|selected/.test(mark?.(row, col).state ?? "")) lit.push({ row, col, value });
      else if (value !== 0) squares.set(value, `${squares.get(value) ?? ""}M${col} ${row}h1v1h-1z`);
    }),
  );
  return { squares, lit };
}

/** A matrix in colours: an entry the stronger the larger it is; what is lit has an outline.
 * @param {{name: string, values: number[][], messages: any, role?: string,
 *   mark?: (row: number, col: number) => {state?: string},
 *   onSelect?: (row: number, col: number) => void}} props */
export function Coloured({ name, values, mark, messages, role = "kernel", onSelect }) {
  const [rows, cols] = shape(values);
  const cell = Math.max(3, Math.min(CELL, Math.floor(ROOM / Math.max(rows, cols))));
  const largest = Math.max(...values.flat().map(Math.abs)) || 1;
  const place = (/** @type {MouseEvent & {currentTarget: Element}} */ { clientX, clientY, currentTarget }) => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    onSelect?.(
      Math.min(rows - 1, Math.floor(((clientY - top) / height) * rows)),
      Math.min(cols - 1, Math.floor(((clientX - left) / width) * cols)),
    );
  };
  const { squares, lit } = sorted(values, mark);
  return (
    <div class={`coloured ${role}`}>
      <p class="caption">
        <span>{name}</span> <span class="dimensions">{dimensions([rows, cols])}</span>
      </p>
      <svg
        role="img"
        aria-label={messages.inColours(name, rows, cols)}
        viewBox={`0 0 ${cols} ${rows}`}
        style={{ width: `${cols * cell}px` }}
        onClick={place}
      >
        {[...squares].map(([value, path]) => (
          <path
            key={value}
            class={value < 0 ? "below" : "above"}
            d={path}
            fill-opacity={0.25 + (0.6 * Math.abs(value)) / largest}
          />
        ))}
        {lit.map(({ row, col, value }) => (
          <rect
            key={`${row},${col}`}
            class={value < 0 ? "below lit" : "above lit"}
            data-at={`${row},${col}`}
            {...{ x: col, y: row, width: 1, height: 1 }}
          />
        ))}
      </svg>
      <p class="hint">{messages.tooLong(READABLE)}</p>
    </div>
  );
}

/** Sizes, and numbers of one's own. @param {any} parts */
export const Own = (parts) => (
  <>
    <Geometry {...parts} only={["image", "kernel"]} />
    <OwnNumbers {...parts} />
  </>
);

/** The image that goes round: M is circulant, and the Fourier transform makes a diagonal of it. */
export function Circle({ explorer, shown, messages }) {
  const { state } = explorer;
  const { image } = state;
  const circulant = circulantOf(state);
  if (!circulant) return <p>{messages.noCircle}</p>;
  const { diagonal, X, K, Y, back, output } = spectraOf(state, circulant);
  const { size } = shown;
  const scale = Math.max(...[...X, ...K, ...Y].map(lengthOf));
  const off = Math.max(...diagonal.flatMap((line, row) => line.filter((_, col) => col !== row)).map(lengthOf), 0);
  const apart = Math.max(...back.map((value, n) => Math.abs(value - output[n])));
  const grid = { cellLabel: messages.cell, mark: () => ({}) };
  const numbers = circulant.length <= READABLE;
  const lengths = diagonal.map((line) => line.map((value) => (lengthOf(value) < 1e-9 * scale ? 0 : lengthOf(value))));
  return (
    <div class="round">
      <p>{messages.circleWords(image.length > 1 && image[0].length > 1)}</p>
      <div class="ways">
        {numbers ? (
          <Matrix
            {...grid}
            name={messages.circulant}
            caption={messages.circulant}
            dimensions={dimensions(shape(circulant))}
            role="kernel some"
            values={circulant}
            mark={(row, col) => ({ state: circulant[row][col] === 0 ? "none" : "" })}
          />
        ) : (
          <Coloured messages={messages} name={messages.circulant} values={circulant} />
        )}
        <div class="coloured gradient">
          <p class="caption">{messages.diagonal}</p>
          <Diagonal values={lengths} label={messages.diagonalOf(circulant.length)} />
          <p class="hint">{messages.offDiagonal(format(off, 1))}</p>
        </div>
      </div>
      <div class="scroll" role="group" aria-label={messages.spectra[2]} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {messages.spectra.map((head) => (
                <th scope="col" key={head}>{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {X.map((value, n) => (
              <tr key={n}>
                <th scope="row">{`${Math.floor(n / size[1])}, ${n % size[1]}`}</th>
                {[value, K[n], Y[n]].map((number, m) => (
                  <td key={m}>{written(number, scale)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="ways">
        <Matrix
          {...grid}
          name={messages.transformedBack}
          caption={messages.transformedBack}
          dimensions={dimensions(size)}
          role="output"
          values={fill(size[0], size[1], (row, col) => Number(back[row * size[1] + col].toPrecision(12)))}
        />
      </div>
      <p class="hint">{messages.sameAs(format(apart, 1))}</p>
    </div>
  );
}

/** How long the numbers of F M F⁻¹ are: nothing is left beside the diagonal.
 * @param {{values: number[][], label: string}} props */
function Diagonal({ values, label }) {
  const count = values.length;
  const largest = Math.max(...values.flat()) || 1;
  const cell = Math.max(4, Math.min(26, Math.floor(234 / count)));
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${count} ${count}`} style={{ width: `${count * cell}px` }}>
      {values.flatMap((line, row) =>
        line.map((value, col) =>
          value > 0 ? (
            <rect class="above" key={`${row},${col}`} x={col} y={row} width="1" height="1" fill-opacity={0.25 + (0.75 * value) / largest} />
          ) : null,
        ),
      )}
    </svg>
  );
}
