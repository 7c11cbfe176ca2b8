import * as arithmetic from "../src/arithmetic.js";
import { axesOf, pair } from "../src/axis.js";
import { Choice } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Sliders, isApart } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Chip, Ledger, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { Matrix } from "../src/components/Matrix.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { Products } from "../src/components/Products.jsx";
import { useLater } from "../src/later.js";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { longest } from "../src/numbers.js";
import { selecting, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { results } from "./results.js";
import "./rules.js";
import { noteOf, settingsOf } from "./settings.js";
import * as transposed from "./transposed.js";

/** Sliders in sight; the others are folded away. */
const SEEN = ["stride", "padding", "output_padding"];

/** Everything the picture shows, computed from the state alone.
 * @param {any} state */
function view(state) {
  const { image, kernel, padding, output_padding: extra } = state;
  const [size, kernelSize] = [arithmetic.shape(image), arithmetic.shape(kernel)];
  const shape = arithmetic.transposedSize(size, kernelSize, state);
  const selected = settled(state.selection, { output: shape, input: size, stamp: size, kernel: kernelSize });
  const { grid, row = 0, col = 0 } = selected ?? {};
  const input = grid === "input" || grid === "stamp" ? selected : null;
  const all = transposed.products(image, kernel, state);
  const of = (...place) => all.filter((term) => String(place) === String([term.row, term.col]));
  /** Stepping through the stamps, only those up to this one have been added. */
  const isDone = (term) => term.row * size[1] + term.col <= row * size[1] + col;
  const stampsAt = transposed.byOutput(grid === "stamp" ? all.filter(isDone) : all);
  const cut = pair(padding);
  return {
    ...{ size, kernelSize, shape, selected, input, stampsAt },
    at: grid === "output" ? selected : null,
    stamps: arithmetic.fill(shape[0], shape[1], stampsAt),
    overlap: arithmetic.fill(shape[0], shape[1], (i, j) => stampsAt(i, j).length),
    /** What padding cuts off before, and after, where output padding takes back of it. */
    cut,
    cutAfter: /** @type {[number, number]} */ (
      cut.map((cells, axis) => Math.max(0, cells - pair(extra)[axis]))
    ),
    /** The stamp of the selected input, or what becomes of the selected weight. */
    stamp: input && of(row, col),
    used: grid === "kernel" ? all.filter((term) => term.m === row && term.n === col) : null,
    /** The same as an ordinary convolution. */
    stretched: transposed.stretch(image, state.stride),
    sliding: transposed.stretchedGeometry(kernelSize, state),
    reach: axesOf(shape, kernelSize, state).map(({ span }) => span),
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Transposed({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, caps } = explorer;
  const matrices = useMatrices(explorer, { messages, like: { kernel: "kernel" } });
  const names = { output: messages.output };
  const practice = usePractice({ explorer, messages, results, names, view: ["view", "reads_together"] });
  const later = useLater(model.get("kind"), state.reads_together);
  const shown = view(practice.state);
  const together = (state.reads_together && shown.input && later?.overlapping(state, shown)) || null;
  const { player, place } = useSteps(explorer, shown, messages);
  const title = messages.transposed;
  const label = messages.label(title, dimensions(shown.size), dimensions(shown.kernelSize), state);
  const shared = together ? later.overlapWords(messages, shown.size, together) : "";
  const parts = {
    ...{ explorer, matrices, practice, shown, together, messages },
    ...selecting(explorer, shown.selected),
    settings: settingsOf(state, caps, isApart(explorer)),
    why: (settings, name) => noteOf(settings, name, messages, caps.output),
  };
  return (
    <Explorer {...{ title, label, messages, explorer, player }} more={<Own {...parts} />}>
      <Stage {...parts} />
      <Practice practice={practice} lines={linesOf(state, shown)}>
        <Calculation {...{ state, shown, messages, shared }} playing={player.playing} />
      </Practice>
      <Player {...{ player, messages, place }} />
      <Sliders {...parts} only={SEEN} />
      <TransposedFormula {...{ state, shown, messages }} />
    </Explorer>
  );
}

/** The player over stamps or outputs, as the view goes, and where it stands in words. */
function useSteps({ state, set }, { size, shape }, messages) {
  const stamping = state.view === "stamp";
  const [rows, cols] = stamping ? size : shape;
  const at = settled(state.selection, stamping ? { input: size, stamp: size } : { output: shape });
  const player = useOutputPlayer({
    ...{ at, rows, cols },
    onSelect: (row, col) => set({ selection: [stamping ? "stamp" : "output", row, col] }),
  });
  const places = { stamp: messages.stampPlace, zeros: messages.window, matrix: messages.number };
  const place = places[/** @type {"stamp"} */ (state.view)](at ? player.step + 1 : null, rows * cols);
  return { player, place };
}

/** What is asked for seldom. @param {any} parts */
function Own(parts) {
  const later = useLater(parts.explorer.model.get("kind"), true);
  return later ? <later.Own {...parts} /> : <span aria-busy="true" />;
}

/** What goes in above, what comes out below; the view decides what stands between. */
function Stage(parts) {
  const { explorer, shown, messages } = parts;
  const { view: way, padding } = explorer.state;
  const { size, kernelSize, shape, stretched, sliding } = shown;
  const above = size[1] + kernelSize[1];
  const output = shape[1] + 2 * pair(padding)[1];
  const beside =
    way === "zeros" ? stretched.values[0].length + 2 * Math.max(sliding.padding[1], 0) : output;
  return (
    <div
      class="stage transposed"
      style={{
        "--all": Math.max(above + kernelSize[1], output + beside),
        "--widest": Math.max(above + 1, output, beside),
      }}
    >
      <Choice
        label={messages.view}
        value={way}
        options={Object.entries(messages.views)}
        onChange={(choice) => explorer.set({ view: choice })}
      />
      <div class="side">
        <Given {...parts} />
      </div>
      {way === "matrix" && <MatrixTimesInput {...parts} />}
      <div class="side">
        {way === "zeros" && <Stretched {...parts} />}
        <Outputs {...parts} />
      </div>
    </div>
  );
}

/** The input, the kernel and, stamping, the stamp of the selected input. */
function Given(parts) {
  const { explorer, matrices, shown, together, messages, on, select } = parts;
  const { image, view: way } = explorer.state;
  const { size, at, used, stamps } = shown;
  const terms = at ? stamps[at.row][at.col] : used;
  return (
    <>
      <Grid
        name={messages.input}
        role="input"
        caption={messages.input}
        dimensions={dimensions(size)}
        values={image}
        mark={inputMarks({
          terms,
          together,
          selected: (row, col) => on("input")(row, col) || on("stamp")(row, col),
          read: () => true,
        })}
        cellLabel={messages.cell}
        onSelect={select("input")}
        {...matrices.editing("image")}
      />
      <Sign>{way === "stamp" ? "·" : ""}</Sign>
      <Kernel {...parts} carried={at ? terms : []} />
      {way === "stamp" && <Stamp {...parts} />}
    </>
  );
}

/** The kernel, and the weights that were `carried` to the selected output. */
function Kernel({ explorer, matrices, shown, messages, on, select, carried }) {
  const { kernel, view: way, dilation } = explorer.state;
  const used = new Set(carried.map(({ m, n }) => String([m, n])));
  const name = way === "zeros" ? messages.kernelTurned : messages.kernel;
  return (
    <Grid
      name={messages.kernel}
      role="kernel some"
      caption={dilation === 1 ? name : messages.spreadKernel(name, dilation)}
      dimensions={dimensions(shown.kernelSize)}
      values={kernel}
      mark={(row, col) => ({
        state: words({ active: used.has(String([row, col])), selected: on("kernel")(row, col) }),
      })}
      cellLabel={messages.cell}
      onSelect={select("kernel")}
      {...matrices.editing("kernel")}
    />
  );
}

/** The kernel times the selected input. */
const Stamp = ({ explorer, shown, messages }) => (
  <>
    <Sign>=</Sign>
    <Products
      caption={messages.stamp}
      values={explorer.state.kernel.map((weights, m) =>
        weights.map((_, n) => shown.stamp?.find((term) => term.m === m && term.n === n).product),
      )}
    />
  </>
);

const Sign = ({ children }) => (
  <span class="sign" aria-hidden="true">
    {children}
  </span>
);

/** The input as an ordinary convolution would read it: apart, and padded. */
function Stretched({ explorer, shown, messages, select }) {
  const { kernel } = explorer.state;
  const { stretched, sliding, reach, at, input, shape } = shown;
  const { values, inputAt } = stretched;
  const terms =
    at && arithmetic.windowTerms(values, arithmetic.rotate180(kernel), sliding, at.row, at.col);
  const marks = inputMarks({
    terms,
    selected: (row, col) => input && String(inputAt(row, col)) === String([input.row, input.col]),
    read: () => true,
  });
  const size = arithmetic.shape(values);
  const [rows, cols] = sliding.padding.map((cells) => Math.max(0, cells));
  const isZero = (row, col) => row < size[0] && col < size[1] && !inputAt(row, col);
  const asZero = (mark) => ({ ...mark, state: `zero ${mark.state}`.trim() });
  const around = axesOf(size, reach, { padding: sliding.padding });
  return (
    <>
      <Grid
        name={messages.stretched}
        role="input"
        caption={messages.stretched}
        dimensions={dimensions(shape.map((cells, axis) => cells + reach[axis] - 1))}
        values={values}
        padding={[rows, cols]}
        after={/** @type {any} */ (
          around.map((axis, n) => Math.max(0, axis.pixel(shape[n] - 1, reach[n] - 1) + 1 - size[n]))
        )}
        mark={(row, col) => (isZero(row, col) ? asZero(marks(row, col)) : marks(row, col))}
        frame={at && windowFrame(at.row, at.col, sliding, arithmetic.shape(kernel))}
        cellLabel={messages.cell}
        onSelect={(row, col) => {
          const place = inputAt(row, col);
          if (place) select("input")(...place);
        }}
      />
      <Sign>→</Sign>
    </>
  );
}

/** The output, with what is cut off around it, and how many stamps cover each cell. */
function Outputs(parts) {
  const { explorer, practice, shown, messages, on, select } = parts;
  const { padding, view: way } = explorer.state;
  const { shape, size, kernelSize, stamps, selected, at, input, cut, used } = shown;
  const stepping = selected?.grid === "stamp";
  const step = stepping ? selected.row * size[1] + selected.col + 1 : 0;
  const caption = padding === 0 ? messages.output : messages.cutOff(padding);
  const later = (row, col) =>
    stepping
      ? shown.stampsAt(row, col).length === 0
      : way !== "stamp" && at && row * shape[1] + col > at.row * shape[1] + at.col;
  const fed = (shown.stamp ?? used ?? []).filter(({ i, j }) => stamps[i]?.[j]);
  const soFar = stepping && messages.soFar(messages.stampPlace(step, size[0] * size[1]));
  return (
    <>
      <Grid
        name={messages.output}
        role="output"
        caption={soFar || caption}
        dimensions={dimensions(shape)}
        values={stamps.map((line) => line.map(arithmetic.total))}
        padding={cut}
        after={shown.cutAfter}
        around={(i, j) => arithmetic.total(shown.stampsAt(i, j))}
        mark={outputMarks({
          fed: used ? fed.map((hit) => ({ ...hit, w: hit.x })) : fed,
          selected: on("output"),
          later,
          badgeRole: used ? "input" : "kernel",
        })}
        frame={input && way === "stamp" ? windowFrame(input.row, input.col, explorer.state, kernelSize) : null}
        cellLabel={messages.cell}
        onSelect={select("output")}
        {...practice.grid("output")}
      />
      <Overlap {...parts} />
    </>
  );
}

/** How many stamps cover each output. */
const Overlap = ({ shown: { overlap }, messages, on, select }) => (
  <Grid
    name={messages.overlap}
    role="overlap"
    caption={messages.overlap}
    values={overlap}
    mark={(row, col) => ({
      state: words({ selected: on("output")(row, col), more: overlap[row][col] > 1 }),
    })}
    cellLabel={messages.cell}
    onSelect={select("output")}
  />
);

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
function MatrixTimesInput({ explorer, shown, practice, messages, select }) {
  const { image } = explorer.state;
  const { stamps, shape, size, at } = shown;
  const sums = stamps.flat();
  const chosen = at ? at.row * shape[1] + at.col : undefined;
  const reads = sums.map((terms) => new Set(terms.map(({ row, col }) => row * size[1] + col)));
  return (
    <Matrix
      name="Mᵀ"
      role="kernel some"
      caption="Mᵀ"
      dimensions={dimensions([sums.length, size[0] * size[1]])}
      values={sums.map((terms) => matrixRow(image, terms).map(({ w }) => w))}
      mark={(row, col) => ({
        state: words({ active: row === chosen && reads[row].has(col), none: !reads[row].has(col) }),
      })}
      heads={matrixRow(image, []).map(({ row, col, x }, n) => ({
        ...{ symbol: "x", at: `${row},${col}`, value: x, role: "input" },
        on: chosen !== undefined && reads[chosen].has(n),
      }))}
      totals={sums.map((terms, n) => ({
        ...{ symbol: "a", at: `${Math.floor(n / shape[1])},${n % shape[1]}`, role: "output" },
        ...{ value: practice.on ? null : arithmetic.total(terms), on: n === chosen },
      }))}
      sight={chosen}
      cellLabel={messages.cell}
      onSelect={(row) => select("output")(Math.floor(row / shape[1]), row % shape[1])}
    />
  );
}

/** The products behind the selected output, as the view arrives at them. */
function termsShown({ image, kernel, view: way }, { at, sliding, stamps, stretched }) {
  const terms = stamps[at.row][at.col];
  if (way === "zeros") {
    const turned = arithmetic.rotate180(kernel);
    return arithmetic.windowTerms(stretched.values, turned, sliding, at.row, at.col);
  }
  if (way === "matrix") return matrixRow(image, terms);
  const rows = [...new Set(terms.map(({ row }) => row))];
  return terms.map((term) => ({ ...term, m: rows.indexOf(term.row) }));
}

/** How many lines a sum may have. @param {any} state @param {any} shown */
function linesOf({ stride, view: way }, { kernelSize, size }) {
  const overlapping = Math.ceil(kernelSize[0] / pair(stride)[0]);
  return 1 + { stamp: overlapping, zeros: kernelSize[0], matrix: size[0] }[way];
}

/** The sum behind the selected output, or where an input or a weight goes.
 * @returns {{value: number | null, spoken: string, terms?: any[]}} */
function readingOf(state, shown, messages) {
  const { selected, at, input, stamp, used, stamps } = shown;
  const { row = 0, col = 0 } = selected ?? {};
  if (at) {
    const terms = termsShown(state, shown);
    const value = arithmetic.total(terms);
    const real = stamps[row][col];
    const spoken = real.length
      ? messages.sumWords(row, col, real, null, false, value)
      : messages.noStamp;
    return { value, spoken, terms };
  }
  if (input) {
    const value = state.image[row][col];
    const kept = stamp.filter(({ i, j }) => stamps[i]?.[j]);
    const { i, j } = kept[0] ?? stamp[0];
    const cut = stamp.length - kept.length;
    return { value, spoken: messages.stampWords(row, col, value, kept.length, cut, i, j) };
  }
  if (!used) return { value: null, spoken: messages.nothingSelected };
  const value = state.kernel[row][col];
  return { value, spoken: messages.landsWords(row, col, value) };
}

/** The same for the eye. */
function Calculation({ state, shown, messages, shared, playing }) {
  const { value, spoken, terms } = readingOf(state, shown, messages);
  const { row, col } = shown.selected ?? {};
  return (
    <Ledger
      value={value}
      words={`${spoken} ${shared}`.trim()}
      playing={playing}
      digits={[longest(state.image), longest(state.kernel)]}
      lines={linesOf(state, shown)}
    >
      {terms?.length ? (
        <Sum symbol={[row, col]}>
          <WindowSum terms={terms} />
          <Chip role="result" value={/** @type {number} */ (value)} />
        </Sum>
      ) : (
        <p>
          {spoken} {shared}
        </p>
      )}
    </Ledger>
  );
}

/** The size formula with its numbers in it; once if both axes agree, else for each. */
function TransposedFormula({ state, shown, messages }) {
  const { size, kernelSize, shape } = shown;
  const axes = [0, 1].map((axis) => {
    const [stride, padding, extra, dilation] = ["stride", "padding", "output_padding", "dilation"].map(
      (name) => pair(state[name])[axis],
    );
    return { cells: size[axis], kernel: kernelSize[axis], stride, padding, extra, dilation, count: shape[axis] };
  });
  const agree = JSON.stringify(axes[0]) === JSON.stringify(axes[1]);
  const names = agree ? ["outputSize"] : ["outputHeight", "outputWidth"];
  return (
    <footer class="formula">
      {names.map((name, axis) => {
        const { cells, kernel, stride, padding, extra, dilation, count } = axes[axis];
        return (
          <p key={name}>
            {messages[name]} = (<b>{cells}</b> − 1)·<b>{stride}</b> − 2·<b>{padding}</b> +{" "}
            <b>{dilation}</b>·(<b>{kernel}</b> − 1) + <b>{extra}</b> + 1 = <b>{count}</b>
          </p>
        );
      })}
    </footer>
  );
}
