import { useEffect, useRef } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { Choice, Controls, Slider } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Chip, Ledger, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Products } from "../src/components/Products.jsx";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { format, longest } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import * as transposed from "./transposed.js";

const CAPS = { stride: 5, padding: 4 };

/** Everything the picture shows, computed from the state alone.
 * @param {any} state */
function view(state) {
  const { image, kernel, padding, output_padding: extra } = state;
  const [size, kernelSize] = [arithmetic.shape(image), arithmetic.shape(kernel)];
  const shape = arithmetic.transposedSize(size, kernelSize, state);
  const selected = settled(state.selection, {
    output: shape,
    input: size,
    stamp: size,
    kernel: kernelSize,
  });
  const { grid, row = 0, col = 0 } = selected ?? {};
  const input = grid === "input" || grid === "stamp" ? selected : null;
  const all = transposed.products(image, kernel, state);
  /** Stepping through the stamps, only those up to this one have been added. */
  const done =
    grid === "stamp"
      ? all.filter((term) => term.row * size[1] + term.col <= row * size[1] + col)
      : all;
  const stampsAt = transposed.byOutput(done);
  return {
    size,
    kernelSize,
    shape,
    selected,
    at: grid === "output" ? selected : null,
    input,
    stampsAt,
    stamps: arithmetic.fill(shape[0], shape[1], stampsAt),
    overlap: arithmetic.fill(shape[0], shape[1], (i, j) => stampsAt(i, j).length),
    /** What padding cuts off, and what output padding takes back of it. */
    cut: [padding, Math.max(0, padding - extra)],
    /** The stamp of the selected input, or what becomes of the selected weight. */
    stamp: input && all.filter((term) => term.row === row && term.col === col),
    used: grid === "kernel" ? all.filter((term) => term.m === row && term.n === col) : null,
    /** The same as an ordinary convolution. */
    stretched: transposed.stretch(image, state.stride),
    sliding: transposed.stretchedGeometry(kernelSize, state),
    reach: kernelSize.map((cells) =>
      arithmetic.effectiveKernelSize(cells, state.dilation),
    ),
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Transposed({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const shown = view(state);
  const { shape, size, kernelSize } = shown;
  const stamping = state.view === "stamp";
  const [rows, cols] = stamping ? size : shape;
  const at = stamping ? shown.input : shown.at;
  const player = useOutputPlayer({
    at,
    rows,
    cols,
    onSelect: (row, col) => set({ selection: [stamping ? "stamp" : "output", row, col] }),
  });
  const places = {
    stamp: messages.stampPlace,
    zeros: messages.window,
    matrix: messages.number,
  };
  const title = messages.transposed;
  const label = messages.label(title, dimensions(size), dimensions(kernelSize), state);
  return (
    <Explorer {...{ title, label, messages, explorer, player }}>
      <Stage {...{ explorer, shown, messages }} />
      <Calculation {...{ state, shown, messages }} playing={player.playing} />
      <Player
        player={player}
        messages={messages}
        place={places[/** @type {"stamp"} */ (state.view)](at ? player.step + 1 : null, rows * cols)}
      />
      <Settings {...{ explorer, shown, messages }} />
      <TransposedFormula {...{ state, shown, messages }} />
    </Explorer>
  );
}

/** What goes in above, what comes out below; the view decides what stands between. */
function Stage({ explorer, shown, messages }) {
  const { state, set, setAlert } = explorer;
  const { stride, padding, view: way } = state;
  const { size, kernelSize, shape, stretched, selected, at, sliding } = shown;
  const on = (grid) => (row, col) => isSelected(selected, grid, row, col);
  const select = (grid) => (row, col) => set({ selection: [grid, row, col] });
  const common = {
    cellLabel: messages.cell,
    onRefuse: (text) => setAlert(messages.refused(text)),
  };
  const terms = at ? shown.stamps[at.row][at.col] : shown.used;
  const carried = new Set((at ? terms : []).map(({ m, n }) => String([m, n])));
  const above = size[1] + kernelSize[1];
  const output = shape[1] + 2 * padding;
  const apart =
    way === "zeros" ? stretched[0].length + 2 * Math.max(sliding.padding[1], 0) : output;
  return (
    <div
      class="stage transposed"
      style={{
        "--all": Math.max(above + kernelSize[1], output + apart),
        "--widest": Math.max(above + 1, output, apart),
      }}
    >
      <Choice
        label={messages.view}
        value={way}
        options={Object.entries(messages.views)}
        onChange={(choice) => set({ view: choice })}
      />
      <div class="side">
        <Grid
          {...common}
          name={messages.input}
          role="input"
          caption={messages.input}
          dimensions={dimensions(size)}
          values={state.image}
          mark={inputMarks({
            terms: at ? terms : shown.used,
            selected: (row, col) => on("input")(row, col) || on("stamp")(row, col),
            read: () => true,
          })}
          onSelect={select("input")}
          onEdit={(row, col, value) =>
            set({ image: arithmetic.replace(state.image, row, col, value) })
          }
        />
        <span class="sign" aria-hidden="true">
          {way === "stamp" ? "·" : ""}
        </span>
        <Grid
          {...common}
          name={messages.kernel}
          role="kernel some"
          caption={way === "zeros" ? messages.kernelTurned : messages.kernel}
          dimensions={dimensions(kernelSize)}
          values={state.kernel}
          mark={(row, col) => ({
            state: words({
              active: carried.has(String([row, col])),
              selected: on("kernel")(row, col),
            }),
          })}
          onSelect={select("kernel")}
          onEdit={(row, col, value) =>
            set({ kernel: arithmetic.replace(state.kernel, row, col, value) })
          }
        />
        {way === "stamp" && (
          <>
            <span class="sign" aria-hidden="true">
              =
            </span>
            <Products
              caption={messages.stamp}
              values={arithmetic.fill(
                kernelSize[0],
                kernelSize[1],
                (m, n) => shown.stamp?.[m * kernelSize[1] + n].product,
              )}
            />
          </>
        )}
      </div>
      {way === "matrix" && <Matrix {...{ state, shown, messages, select }} />}
      <div class="side">
        {way === "zeros" && <Stretched {...{ explorer, shown, messages, common }} />}
        <Outputs {...{ shown, messages, way, stride, padding, select, on, common }} />
      </div>
    </div>
  );
}

/** The input as an ordinary convolution would read it: apart, and padded. */
function Stretched({ explorer, shown, messages, common }) {
  const { state, set } = explorer;
  const { stretched, sliding, reach, at, input, shape } = shown;
  const { stride, kernel } = state;
  const real = (row, col) => row % stride === 0 && col % stride === 0;
  const terms =
    at &&
    arithmetic.windowTerms(stretched, arithmetic.rotate180(kernel), sliding, at.row, at.col);
  const marks = inputMarks({
    terms,
    selected: (row, col) =>
      input && input.row * stride === row && input.col * stride === col,
    read: () => true,
  });
  const before = sliding.padding.map((cells) => Math.max(0, cells));
  const after = shape.map((cells, axis) => {
    const there = arithmetic.shape(stretched)[axis] + sliding.padding[axis];
    return Math.max(0, cells + reach[axis] - 1 - there);
  });
  return (
    <>
      <Grid
        {...common}
        name={messages.stretched}
        role="input"
        caption={messages.stretched}
        dimensions={dimensions(shape.map((cells, axis) => cells + reach[axis] - 1))}
        values={stretched}
        padding={/** @type {[number, number]} */ (before)}
        after={/** @type {[number, number]} */ (after)}
        mark={(row, col) => {
          const mark = marks(row, col);
          return real(row, col) ? mark : { ...mark, state: `zero ${mark.state}`.trim() };
        }}
        frame={at && windowFrame(at.row, at.col, sliding, reach)}
        onSelect={(row, col) =>
          real(row, col) && set({ selection: ["input", row / stride, col / stride] })
        }
      />
      <span class="sign" aria-hidden="true">
        →
      </span>
    </>
  );
}

/** The output, with what is cut off around it, and how many stamps cover each cell. */
function Outputs({ shown, messages, way, stride, padding, select, on, common }) {
  const { shape, size, reach, stamps, overlap, selected, at, input, cut } = shown;
  const stepping = selected?.grid === "stamp";
  const step = stepping ? selected.row * size[1] + selected.col + 1 : 0;
  const caption = cut[0] ? messages.cutOff(cut[0]) : messages.output;
  const later = (row, col) =>
    stepping
      ? shown.stampsAt(row, col).length === 0
      : way !== "stamp" && at && row * shape[1] + col > at.row * shape[1] + at.col;
  const fed = (shown.stamp ?? shown.used ?? []).filter(({ i, j }) => stamps[i]?.[j]);
  return (
    <>
      <Grid
        {...common}
        name={messages.output}
        role="output"
        caption={
          stepping
            ? messages.soFar(messages.stampPlace(step, size[0] * size[1]))
            : caption
        }
        dimensions={dimensions(shape)}
        values={stamps.map((line) => line.map(arithmetic.total))}
        padding={[cut[0], cut[0]]}
        after={[cut[1], cut[1]]}
        around={(i, j) => arithmetic.total(shown.stampsAt(i, j))}
        mark={outputMarks({
          fed: shown.used ? fed.map((hit) => ({ ...hit, w: hit.x })) : fed,
          selected: on("output"),
          later,
          badgeRole: shown.used ? "input" : "kernel",
        })}
        frame={
          input && way === "stamp"
            ? windowFrame(
                input.row,
                input.col,
                arithmetic.geometryOf({ stride, padding }),
                reach,
              )
            : null
        }
        onSelect={select("output")}
      />
      <Grid
        {...common}
        name={messages.overlap}
        role="overlap"
        caption={messages.overlap}
        values={overlap}
        mark={(row, col) => ({
          state: words({ selected: on("output")(row, col), more: overlap[row][col] > 1 }),
        })}
        onSelect={select("output")}
      />
    </>
  );
}

/** A row of Mᵀ: for every input its product at an output, with 0 where no stamp of it
 * reaches. */
const matrixRow = (image, terms) =>
  image.flatMap((line, row) =>
    line.map((x, col) => ({
      ...{ row, col, x, w: 0, product: 0, padding: false },
      ...terms.find((term) => term.row === row && term.col === col),
      ...{ m: row, n: col },
    })),
  );

/** Mᵀ x: a row for each output cell, a column for each input, the sum at the end. */
function Matrix({ state, shown, messages, select }) {
  const { stamps, at } = shown;
  const box = useRef(/** @type {any} */ (null));
  useEffect(() => {
    const line = box.current.querySelector(".on");
    if (line) {
      box.current.scrollTop = line.offsetTop - (box.current.clientHeight - line.offsetHeight) / 2;
    }
  }, [at?.row, at?.col]);
  return (
    <div class="matrix" ref={box} tabIndex={0} role="group" aria-label={messages.views.matrix}>
      <table>
        <thead>
          <tr>
            <th scope="col">Mᵀ</th>
            {matrixRow(state.image, []).map(({ row, col, x }) => (
              <th scope="col" key={`${row},${col}`}>
                x<sub>{`${row},${col}`}</sub> <Chip role="input" value={x} />
              </th>
            ))}
            <th scope="col">Mᵀx</th>
          </tr>
        </thead>
        <tbody>
          {stamps.flatMap((line, i) =>
            line.map((terms, j) => (
              <tr
                key={`${i},${j}`}
                class={at?.row === i && at.col === j ? "on" : undefined}
                onClick={() => select("output")(i, j)}
              >
                <th scope="row">
                  a<sub>{`${i},${j}`}</sub>
                </th>
                {matrixRow(state.image, terms).map(({ w }, n) => (
                  <td key={n} class={w ? undefined : "none"}>
                    {format(w)}
                  </td>
                ))}
                <td class="total">{format(arithmetic.total(terms))}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** The products behind the selected output, as the view arrives at them. */
function termsShown({ image, kernel, view: way }, { at, sliding, stamps, stretched }) {
  const terms = stamps[at.row][at.col];
  if (way === "zeros") {
    const turned = arithmetic.rotate180(kernel);
    return arithmetic.windowTerms(stretched, turned, sliding, at.row, at.col);
  }
  if (way === "matrix") return matrixRow(image, terms);
  const rows = [...new Set(terms.map(({ row }) => row))];
  return terms.map((term) => ({ ...term, m: rows.indexOf(term.row) }));
}

/** The sum behind the selected output, or where an input or a weight goes. */
function Calculation({ state, shown, messages, playing }) {
  const { image, kernel } = state;
  const { selected, at, input, stamp, used, stamps, kernelSize, size } = shown;
  const { row = 0, col = 0 } = selected ?? {};
  let value = /** @type {any} */ (null);
  let spoken = messages.nothingSelected;
  let body = <p>{spoken}</p>;
  if (at) {
    const terms = termsShown(state, shown);
    value = arithmetic.total(terms);
    const real = stamps[row][col];
    spoken = real.length
      ? messages.sumWords(row, col, real, null, false, value)
      : messages.noStamp;
    body = terms.length ? (
      <Sum symbol={[row, col]}>
        <WindowSum terms={terms} />
        <Chip role="result" value={value} />
      </Sum>
    ) : (
      <p>{spoken}</p>
    );
  } else if (input) {
    value = image[row][col];
    const kept = stamp.filter(({ i, j }) => stamps[i]?.[j]);
    const { i, j } = kept[0] ?? stamp[0];
    const cut = stamp.length - kept.length;
    spoken = messages.stampWords(row, col, value, kept.length, cut, i, j);
    body = <p>{spoken}</p>;
  } else if (used) {
    value = kernel[row][col];
    spoken = messages.landsWords(row, col, value);
    body = <p>{spoken}</p>;
  }
  const overlapping = Math.ceil(kernelSize[0] / state.stride);
  const lines = { stamp: overlapping, zeros: kernelSize[0], matrix: size[0] };
  return (
    <Ledger
      value={value}
      words={spoken}
      playing={playing}
      digits={[longest(image), longest(kernel)]}
      lines={1 + lines[state.view]}
    >
      {body}
    </Ledger>
  );
}

/** The sliders; each stops where nothing would come out, and says why. */
function Settings({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const limits = transposed.transposedBounds(shown.size, shown.kernelSize, state, CAPS);
  const at = (name, end) => state[name] === limits[name][end];
  let note = null;
  if (at("output_padding", "max")) {
    note = messages.outputPaddingNote(limits.output_padding.max);
  } else if (at("padding", "max") && state.padding < CAPS.padding) {
    note = messages.cutAllNote(state.padding);
  }
  return (
    <Controls note={note}>
      {["stride", "padding", "output_padding"].map((name) => (
        <Slider
          key={name}
          label={messages[name]}
          value={state[name]}
          {...limits[name]}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
    </Controls>
  );
}

/** The size formula with its numbers in it; once if both axes agree, else for each. */
function TransposedFormula({ state, shown, messages }) {
  const { stride, padding, output_padding: extra, dilation } = state;
  const { size, kernelSize, shape } = shown;
  const square = size[0] === size[1] && kernelSize[0] === kernelSize[1];
  const names = square ? ["outputSize"] : ["outputHeight", "outputWidth"];
  return (
    <footer class="formula">
      {names.map((name, axis) => (
        <p key={name}>
          {messages[name]} = (<b>{size[axis]}</b> − 1)·<b>{stride}</b> − 2·<b>{padding}</b> +{" "}
          <b>{dilation}</b>·(<b>{kernelSize[axis]}</b> − 1) + <b>{extra}</b> + 1 ={" "}
          <b>{shape[axis]}</b>
        </p>
      ))}
    </footer>
  );
}
