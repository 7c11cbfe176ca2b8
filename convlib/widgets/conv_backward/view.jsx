import { useRef } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { axesOf, sides } from "../src/axis.js";
import { Choice, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Geometry } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { GradientSum, Ledger } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { useLater } from "../src/later.js";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { format, longest } from "../src/numbers.js";
import { lengths, sizesOf } from "../src/rules.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { STEP, pairOf, placesOf, results } from "./results.js";
import "./rules.js";

/** Sliders in sight; the others are folded away. */
const SEEN = ["stride", "padding"];

/** The output gradients have the shape of the output. */
function follow(state, resized) {
  const size = axesOf(sizesOf(state.image), sizesOf(state.kernel), state).map(({ count }) => count);
  return Math.min(...size) > 0 ? { grad_output: resized("grad_output", size) } : {};
}

/** Where a matrix is in what may be a stack of them. */
const pathIn = (array, ...path) => (arithmetic.isMatrix(array) ? [] : path);

/** Everything the picture shows, computed from the state and what has come later.
 * @param {Record<string, any>} state @param {any} later */
function view(state, later) {
  const pair = pairOf(state);
  const { image, kernel, grad_output: delta } = pair;
  const shapes = {
    input_gradient: arithmetic.shape(image),
    kernel_gradient: arithmetic.shape(kernel),
    output_gradient: arithmetic.shape(delta),
  };
  const axes = axesOf(shapes.input_gradient, shapes.kernel_gradient, state);
  const gradients = {
    input: results.input_gradient(state),
    kernel: results.kernel_gradient(state),
  };
  /** As the kernels are used; the gradient of the input is that which comes of it. */
  const applied = state.flip
    ? state
    : { ...state, kernel: arithmetic.mapMatrices(state.kernel, arithmetic.rotate180) };
  const selected = settled(state.selection, shapes);
  const toInput = selected?.grid === "input_gradient";
  return {
    pair,
    size: shapes.input_gradient,
    kernelSize: shapes.kernel_gradient,
    deltaSize: shapes.output_gradient,
    axes,
    gradients,
    passed: state.flip ? gradients.input : results.input_gradient(applied),
    selected,
    toInput,
    toKernel: selected?.grid === "kernel_gradient",
    ...reading({ ...pair, kernel: pairOf(applied).kernel }, selected),
    applied,
    together: (toInput && state.reads_together && later?.readTogether(axes, selected.row, selected.col)) || null,
  };
}

/** Each output gradient that comes back to the selected number, and its factor (`terms`), or
 * where the selected output gradient goes (`spread`).
 * @param {Record<string, any>} pair @param {ReturnType<typeof settled>} selected */
function reading(pair, selected) {
  const { image, kernel, grad_output: delta } = pair;
  const { grid, row = 0, col = 0 } = selected ?? {};
  const of = (read) => read(image, kernel, pair, row, col);
  const withDelta = (hit) => ({ ...hit, delta: delta[hit.i][hit.j] });
  return {
    terms:
      grid === "input_gradient"
        ? of(arithmetic.feeds).map(withDelta)
        : grid === "kernel_gradient"
          ? of(arithmetic.uses).map((term) => withDelta({ ...term, w: term.x }))
          : null,
    spread: grid === "output_gradient" ? of(arithmetic.windowTerms) : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function ConvBackward({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const like = /** @type {const} */ ({ kernel: "kernel", grad_output: "gradient" });
  const matrices = useMatrices(explorer, { messages, like, follow });
  const places = placesOf(state);
  const later = useLater(model.get("kind"), places.stacked || state.nudge || state.reads_together);
  /** Of several matrices, the names say which ones are shown. */
  const placed = later && places.stacked ? later.placed(messages, state.filter, places.channel) : messages;
  const names = { input_gradient: placed.inputGradient, kernel_gradient: placed.kernelGradient };
  const practice = usePractice({ explorer, messages, results, names, view: ["flip", "nudge", "reads_together"] });
  const shown = view(practice.state, later);
  const wrt = useRef("input_gradient");
  if (/^(in|ke)/.test(state.selection?.[0])) wrt.current = state.selection[0];
  const [rows, cols] = wrt.current === "input_gradient" ? shown.size : shown.kernelSize;
  const player = useOutputPlayer({
    at: settled(state.selection, { [wrt.current]: [rows, cols] }),
    ...{ rows, cols },
    onSelect: (row, col) => set({ selection: [wrt.current, row, col] }),
  });
  const lines = 2 + Math.max(shown.kernelSize[0], shown.deltaSize[0]) + places.filters.length;
  const parts = { explorer, matrices, practice, shown, messages, places, later, wrt: wrt.current };
  const title = messages.convBackward;
  const [input, kernel] = [state.image, state.kernel].map((array) => dimensions(lengths(array)));
  const label = messages.label(title, input, kernel, state);
  return (
    <Explorer {...{ title, label, messages, explorer, player }} more={<Own {...parts} />}>
      <Stage {...parts} messages={placed} />
      <Practice practice={practice} lines={lines}>
        <Calculation {...parts} lines={lines} playing={player.playing} />
      </Practice>
      <Player
        {...{ player, messages }}
        place={messages.gradientStep(state.selection && player.step >= 0 ? player.step + 1 : null, rows * cols)}
      />
      <Settings {...parts} />
      <BiasGradient {...parts} />
    </Explorer>
  );
}

/** What is asked for seldom. @param {any} parts */
function Own(parts) {
  const later = useLater(parts.explorer.model.get("kind"), true);
  return later ? <later.Own {...parts} /> : <span aria-busy="true" />;
}

/** The gradient of the bias: of the filter shown. */
const BiasGradient = ({ shown, messages, places }) => {
  const { filter, grad_output } = shown.pair;
  const deltas = grad_output.flat();
  return (
    <footer class="formula">
      <p>
        {messages.biasGradient(deltas.length, places.stacked ? filter : null)}{" "}
        <b>{format(deltas.reduce((sum, delta) => sum + delta, 0))}</b>
      </p>
    </footer>
  );
};

/** What came forward, the output gradients, and the gradients that come of them. */
function Stage(parts) {
  const { explorer, shown } = parts;
  const { size, kernelSize, deltaSize } = shown;
  const [, [left, right]] = sides(explorer.state.padding);
  const columns = left + size[1] + right;
  return (
    <div
      class="stage"
      style={{
        "--all": columns + kernelSize[1] + deltaSize[1] + 2,
        "--widest": Math.max(columns, deltaSize[1] + 2),
      }}
    >
      <Input {...parts} />
      <Kernel {...parts} />
      <Deltas {...parts} />
      <div class="maps">
        <Gradients {...parts} />
      </div>
    </div>
  );
}

/** The input, and what of it is multiplied. */
function Input({ explorer, matrices, shown, messages, places }) {
  const { state, set } = explorer;
  const { pair, kernelSize, axes, selected, toKernel, spread } = shown;
  const [[top, bottom], [left, right]] = sides(state.padding);
  const { row, col } = selected ?? {};
  return (
    <Grid
      name={messages.input}
      role="input"
      caption={state.padding ? messages.paddedInput(state.padding) : messages.input}
      values={pair.image}
      padding={[top, left]}
      after={[bottom, right]}
      mark={marksOfInput(state, shown)}
      frame={toKernel ? met(axes, row, col) : spread && windowFrame(row, col, state, kernelSize)}
      cellLabel={messages.cell}
      onSelect={(r, c) => set({ selection: ["input_gradient", r, c] })}
      {...matrices.editing("image", ...pathIn(state.image, places.channel))}
    />
  );
}

/** How its cells are marked: what a weight has met, what an output gradient goes back to, what is
 * read together with the selected cell, and that which is nudged.
 * @returns {(row: number, col: number) => import("../src/components/Grid.jsx").Mark} */
function marksOfInput(state, { size, kernelSize, selected, toKernel, terms, spread, together }) {
  const marks = inputMarks({
    terms: toKernel ? terms.map((term) => ({ ...term, w: term.delta })) : null,
    selected: () => false,
    together,
    read: arithmetic.readMask(size, kernelSize, state),
    badgeRole: "gradient",
  });
  const covered = new Set((spread ?? []).map((term) => String([term.row, term.col])));
  return (...at) => {
    const mark = marks(...at);
    const nudged = state.nudge && isSelected(selected, "input_gradient", ...at);
    return {
      ...mark,
      ...(nudged && { badge: `+${STEP}`, badgeRole: "kernel" }),
      state: nudged || covered.has(String(at)) ? `active ${mark.state}`.trim() : mark.state,
    };
  };
}

/** Everything that a weight has met, from the first window to the last. */
function met([down, across], m, n) {
  const [row, col] = [down.pixel(0, m), across.pixel(0, n)];
  const rows = down.pixel(down.count - 1, m) - row + 1;
  return { row, col, rows, cols: across.pixel(across.count - 1, n) - col + 1 };
}

/** The kernel, and the weights that the selected gradient comes through. */
function Kernel({ explorer, matrices, shown, messages }) {
  const { state, set } = explorer;
  const { flip, nudge, dilation, filter, channel } = state;
  const { pair, kernelSize, selected, toInput, toKernel, terms, spread } = shown;
  const last = kernelSize.map((cells) => cells - 1);
  const carried = new Set(
    (toInput ? terms : (spread ?? [])).map(({ m, n }) => String(flip ? [m, n] : [last[0] - m, last[1] - n])),
  );
  return (
    <Grid
      name={messages.kernel}
      role="kernel"
      caption={dilation === 1 ? messages.kernel : messages.spreadKernel(messages.kernel, dilation)}
      values={pair.kernel}
      mark={(row, col) => ({
        state: words({ active: carried.has(String([row, col])) }),
        badge:
          nudge && toKernel && isSelected(selected, "kernel_gradient", row, col) ? `+${STEP}` : undefined,
      })}
      cellLabel={messages.cell}
      onSelect={(row, col) => set({ selection: ["kernel_gradient", row, col] })}
      {...matrices.editing("kernel", ...pathIn(state.kernel, filter, channel))}
    />
  );
}

/** The output gradients; around them, at stride 1, what the turned kernel slides over. */
function Deltas({ explorer, matrices, shown, messages, wrt }) {
  const { state, set } = explorer;
  const { pair, kernelSize, axes, selected, toInput, toKernel, terms } = shown;
  /** Zeros before and after, by axis. */
  const around = axes.map(({ span, before, after }) => [span - 1 - before, span - 1 - after]);
  const slides =
    wrt === "input_gradient" &&
    axes.every(({ stride }) => stride === 1) &&
    around.flat().every((cells) => cells >= 0);
  const geometry = { padding: around, dilation: state.dilation };
  return (
    <Grid
      name={messages.outputGradient}
      role="gradient"
      caption={messages.outputGradient}
      values={pair.grad_output}
      padding={slides ? [around[0][0], around[1][0]] : [0, 0]}
      after={slides ? [around[0][1], around[1][1]] : [0, 0]}
      mark={outputMarks({
        fed: terms,
        selected: (row, col) => isSelected(selected, "output_gradient", row, col),
        later: () => false,
        badgeRole: toKernel ? "input" : "kernel",
      })}
      frame={slides && toInput ? windowFrame(selected.row, selected.col, geometry, kernelSize) : null}
      cellLabel={messages.cell}
      onSelect={(row, col) => set({ selection: ["output_gradient", row, col] })}
      {...matrices.editing("grad_output", ...pathIn(state.grad_output, state.filter))}
    />
  );
}

/** The gradients of input and kernel, and what the input's is without the flip. */
function Gradients({ explorer, practice, shown, messages }) {
  const { state, set } = explorer;
  const { gradients, passed, selected, spread } = shown;
  const inside = (spread ?? []).filter(({ padding }) => !padding);
  const map = (grid, name, values, fed, badgeRole, wrong = (_row, _col) => false) => {
    const marks = outputMarks({
      fed,
      selected: (row, col) => isSelected(selected, grid, row, col),
      later: () => false,
      badgeRole,
    });
    const mark = (row, col) => {
      const { state: said, ...badge } = marks(row, col);
      return { ...badge, state: words({ wrong: wrong(row, col), [String(said)]: said }) };
    };
    const onSelect = (row, col) => set({ selection: [grid, row, col] });
    return { name, caption: name, role: "gradient", values, mark, onSelect, cellLabel: messages.cell };
  };
  const toInput = inside.map(({ row, col, w }) => ({ i: row, j: col, w }));
  const toKernel = (spread ?? []).map(({ m, n, x }) => ({ i: m, j: n, w: x }));
  const differs = (row, col) => passed[row][col] !== gradients.input[row][col];
  return (
    <>
      <Grid
        {...map("input_gradient", messages.inputGradient, gradients.input, state.flip ? toInput : null, "kernel")}
        {...practice.grid("input_gradient")}
      />
      {!state.flip && !practice.on && (
        <Grid {...map("input_gradient", messages.withoutFlip, passed, toInput, "kernel", differs)} />
      )}
      <Grid
        {...map("kernel_gradient", messages.kernelGradient, gradients.kernel, toKernel, "input")}
        {...practice.grid("kernel_gradient")}
      />
    </>
  );
}

/** The sum behind the selected gradient, or where a δ goes. @param {any} parts */
function Calculation(parts) {
  const { shown, messages, later, lines, playing } = parts;
  const { pair, gradients, passed, selected, terms, toInput } = shown;
  const { image, kernel, grad_output, flip } = pair;
  const digits = /** @type {[number, number]} */ ([longest(grad_output), longest(image, kernel)]);
  const props = { digits, lines, playing };
  if (!terms) return <WhereTo {...{ ...parts, props }} />;
  const { row, col } = selected;
  const [[symbol, role], values, right] = toInput
    ? [["x", "kernel"], passed, gradients.input]
    : [["w", "input"], gradients.kernel, gradients.kernel];
  const [value, truth] = [values[row][col], right[row][col]];
  const sum = { symbol, row, col, terms, value, role };
  if (later) return <later.Sum {...{ ...parts, props, sum, truth }} />;
  return (
    <Ledger {...props} value={value} words={messages.gradientWords(symbol, row, col, terms, value, null, truth)}>
      <GradientSum {...sum} />
      {toInput && !flip && <p>{messages.flipForgotten(value, truth)}</p>}
    </Ledger>
  );
}

/** Where the selected output gradient goes, if one is selected. @param {any} parts */
function WhereTo({ shown, messages, places, props }) {
  const { pair, selected, spread } = shown;
  const { row = 0, col = 0 } = selected ?? {};
  const value = spread && pair.grad_output[row][col];
  const spoken = spread ? messages.deltaWords(row, col, value, spread) : messages.noGradientSelected;
  return (
    <Ledger {...props} value={value} words={spoken}>
      <p>{spread ? messages.deltaGoes(row, col, value, spread, places.depth) : spoken}</p>
    </Ledger>
  );
}

/** What is shown of several, stride and padding, which gradient, the flip, the nudge. */
function Settings({ explorer, matrices, messages, places, later, wrt }) {
  const { state, set } = explorer;
  const first = (
    <>
      <Choice
        label={messages.gradientOf}
        value={wrt}
        options={[
          ["input_gradient", messages.input],
          ["kernel_gradient", messages.kernel],
        ]}
        onChange={(grid) => set({ selection: [grid, 0, 0] })}
      />
      {places.stacked && later && <later.Pair {...{ explorer, messages, places }} />}
    </>
  );
  return (
    <Geometry {...{ explorer, matrices, messages, first }} only={SEEN}>
      <Toggle label={messages.flipKernel} checked={state.flip} onChange={(flip) => set({ flip })} />
      <Toggle label={messages.nudge(STEP)} checked={state.nudge} onChange={(nudge) => set({ nudge })} />
    </Geometry>
  );
}
