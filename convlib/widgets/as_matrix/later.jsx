/** What a reader has to ask for: the way back, matrices too large for numbers, and the image that
 * goes round. */
import { fill, shape } from "../src/arithmetic.js";
import { Matrix } from "../src/components/Matrix.jsx";
import { dimensions } from "../src/components/Grid.jsx";
import { format } from "../src/numbers.js";
import { READABLE } from "./products.js";
import { circulantOf, size as lengthOf, spectraOf, written } from "./spectrum.js";

export { Turned } from "./Turned.jsx";
export { turnedLoopOf } from "./turned.js";

/** Pixels of a coloured cell: at most, and in all. */
const [CELL, ROOM] = [10, 480];

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
  const entries = values.flatMap((line, row) =>
    line.flatMap((value, col) => {
      const state = mark?.(row, col).state?.split(" ") ?? [];
      const isLit = state.includes("active") || state.includes("selected");
      return value === 0 && !isLit ? [] : [{ row, col, value, isLit }];
    }),
  );
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
        {entries.map(({ row, col, value, isLit }) => (
          <rect
            key={`${row},${col}`}
            class={`${value < 0 ? "below" : "above"}${isLit ? " lit" : ""}`}
            data-at={`${row},${col}`}
            x={col}
            y={row}
            width="1"
            height="1"
            fill-opacity={isLit ? 1 : 0.25 + (0.6 * Math.abs(value)) / largest}
          />
        ))}
      </svg>
      <p class="hint">{messages.tooLong(READABLE)}</p>
    </div>
  );
}

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
