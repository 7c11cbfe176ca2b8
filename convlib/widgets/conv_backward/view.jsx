import { useRef } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { axesOf, sides } from "../src/axis.js";
import { Choice, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { GradientSum, Ledger } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { format, longest } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { gradients as gradientsOf, results } from "./results.js";

const STEP = 0.1;
/** Sliders in sight; the others are folded away. */
const SEEN = ["stride", "padding"];
const FOLDED = ["image", "kernel", "dilation"];

/** The output gradients have the shape of the output. */
function follow(state, resized) {
  const size = arithmetic.outputShape(state.image, state.kernel, state);
  return Math.min(...size) > 0 ? { grad_output: resized("grad_output", size) } : {};
}

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { image, kernel, grad_output: delta, flip } = state;
  const shapes = {
    input_gradient: arithmetic.shape(image),
    kernel_gradient: arithmetic.shape(kernel),
    output_gradient: arithmetic.shape(delta),
  };
  const turned = arithmetic.rotate180(kernel);
  const gradients = gradientsOf(state);
  const unflipped = arithmetic.inputGradient(delta, image, turned, state);
  const selected = settled(state.selection, shapes);
  const { grid, row = 0, col = 0 } = selected ?? {};
  const applied = flip ? kernel : turned;
  const withDelta = (hit) => ({ ...hit, delta: delta[hit.i][hit.j] });
  const toInput = grid === "input_gradient";
  return {
    size: shapes.input_gradient,
    kernelSize: shapes.kernel_gradient,
    deltaSize: shapes.output_gradient,
    axes: axesOf(shapes.input_gradient, shapes.kernel_gradient, state),
    gradients,
    unflipped,
    /** The gradient of the input as it is shown beside the true one. */
    passed: flip ? gradients.input : unflipped,
    selected,
    toInput,
    toKernel: grid === "kernel_gradient",
    /** Each output gradient that comes back to the selected one, and its factor. */
    terms: toInput
      ? arithmetic.feeds(image, applied, state, row, col).map(withDelta)
      : grid === "kernel_gradient"
        ? arithmetic.uses(image, kernel, state, row, col).map((term) => withDelta({ ...term, w: term.x }))
        : null,
    /** Where the selected output gradient goes. */
    spread: grid === "output_gradient" ? arithmetic.windowTerms(image, applied, state, row, col) : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function ConvBackward({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const like = /** @type {const} */ ({ kernel: "kernel", grad_output: "gradient" });
  const matrices = useMatrices(explorer, { messages, like, follow });
  const names = { input_gradient: messages.inputGradient, kernel_gradient: messages.kernelGradient };
  const practice = usePractice({ explorer, messages, results, names, view: ["flip", "nudge"] });
  const shown = view(practice.state);
  const wrt = useRef("input_gradient");
  if (Object.keys(names).includes(state.selection?.[0])) wrt.current = state.selection[0];
  const [rows, cols] = wrt.current === "input_gradient" ? shown.size : shown.kernelSize;
  const player = useOutputPlayer({
    at: settled(state.selection, { [wrt.current]: [rows, cols] }),
    rows,
    cols,
    onSelect: (row, col) => set({ selection: [wrt.current, row, col] }),
  });
  const title = messages.convBackward;
  const label = messages.label(title, dimensions(shown.size), dimensions(shown.kernelSize), state);
  const place = messages.gradientStep(player.step < 0 || !state.selection ? null : player.step + 1, rows * cols);
  const lines = 3 + Math.max(state.kernel.length, state.grad_output.length);
  const parts = { explorer, matrices, practice, shown, messages, wrt: wrt.current };
  return (
    <Explorer
      {...{ title, label, messages, explorer, player }}
      more={
        <>
          <Geometry {...parts} only={FOLDED} />
          <OwnNumbers {...parts} />
        </>
      }
    >
      <Stage {...parts} />
      <Practice practice={practice} lines={lines}>
        <Calculation {...{ state, shown, messages, lines }} playing={player.playing} />
      </Practice>
      <Player {...{ player, messages, place }} />
      <Settings {...parts} />
      <footer class="formula">
        <p>
          {messages.biasGradient(state.grad_output.flat().length)} <b>{format(shown.gradients.bias)}</b>
        </p>
      </footer>
    </Explorer>
  );
}

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
function Input({ explorer, matrices, shown, messages }) {
  const { state, set } = explorer;
  const { image, padding, nudge } = state;
  const { size, kernelSize, axes, selected, toInput, toKernel, terms, spread } = shown;
  const [[top, bottom], [left, right]] = sides(padding);
  const { row, col } = selected ?? {};
  const [down, across] = axes;
  const marks = inputMarks({
    terms: toKernel ? terms.map((term) => ({ ...term, w: term.delta })) : null,
    selected: () => false,
    read: arithmetic.readMask(size, kernelSize, state),
    badgeRole: "gradient",
  });
  const covered = new Set((spread ?? []).map((term) => String([term.row, term.col])));
  /** Everything that a weight has met, from the first window to the last. */
  const met = () => {
    const [first, last] = [0, -1].map((end) => [
      down.pixel(end < 0 ? down.count - 1 : 0, row),
      across.pixel(end < 0 ? across.count - 1 : 0, col),
    ]);
    return { row: first[0], col: first[1], rows: last[0] - first[0] + 1, cols: last[1] - first[1] + 1 };
  };
  return (
    <Grid
      name={messages.input}
      role="input"
      caption={padding ? messages.paddedInput(padding) : messages.input}
      values={image}
      padding={[top, left]}
      after={[bottom, right]}
      mark={(r, c) => {
        const mark = marks(r, c);
        if (nudge && toInput && r === row && c === col) return { state: "active", badge: `+${STEP}` };
        return covered.has(String([r, c])) ? { ...mark, state: `active ${mark.state}`.trim() } : mark;
      }}
      frame={toKernel ? met() : spread && windowFrame(row, col, state, kernelSize)}
      cellLabel={messages.cell}
      onSelect={(r, c) => set({ selection: ["input_gradient", r, c] })}
      {...matrices.editing("image")}
    />
  );
}

/** The kernel, and the weights that the selected gradient comes through. */
function Kernel({ explorer, matrices, shown, messages }) {
  const { state, set } = explorer;
  const { flip, nudge, dilation } = state;
  const { kernelSize, selected, toInput, toKernel, terms, spread } = shown;
  const last = kernelSize.map((cells) => cells - 1);
  const carried = new Set(
    (toInput ? terms : (spread ?? [])).map(({ m, n }) => String(flip ? [m, n] : [last[0] - m, last[1] - n])),
  );
  return (
    <Grid
      name={messages.kernel}
      role="kernel"
      caption={dilation === 1 ? messages.kernel : messages.spreadKernel(dilation)}
      values={state.kernel}
      mark={(row, col) => ({
        state: words({ active: carried.has(String([row, col])) }),
        badge:
          nudge && toKernel && isSelected(selected, "kernel_gradient", row, col) ? `+${STEP}` : undefined,
      })}
      cellLabel={messages.cell}
      onSelect={(row, col) => set({ selection: ["kernel_gradient", row, col] })}
      {...matrices.editing("kernel")}
    />
  );
}

/** The output gradients; around them, at stride 1, what the turned kernel slides over. */
function Deltas({ explorer, matrices, shown, messages, wrt }) {
  const { state, set } = explorer;
  const { kernelSize, axes, selected, toInput, toKernel, terms } = shown;
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
      values={state.grad_output}
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
      {...matrices.editing("grad_output")}
    />
  );
}

/** The gradients of input and kernel, and what the input's is without the flip. */
function Gradients({ explorer, practice, shown, messages }) {
  const { state, set } = explorer;
  const { gradients, unflipped, selected, spread } = shown;
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
  const differs = (row, col) => unflipped[row][col] !== gradients.input[row][col];
  return (
    <>
      <Grid
        {...map("input_gradient", messages.inputGradient, gradients.input, state.flip ? toInput : null, "kernel")}
        {...practice.grid("input_gradient")}
      />
      {!state.flip && !practice.on && (
        <Grid {...map("input_gradient", messages.withoutFlip, unflipped, toInput, "kernel", differs)} />
      )}
      <Grid
        {...map("kernel_gradient", messages.kernelGradient, gradients.kernel, toKernel, "input")}
        {...practice.grid("kernel_gradient")}
      />
    </>
  );
}

/** The change of E = Σ δ·a when the selected number moves by STEP, per unit. */
function measured({ image, kernel, grad_output: delta, ...geometry }, { row, col, grid }) {
  const moved = (matrix) => arithmetic.replace(matrix, row, col, matrix[row][col] + STEP);
  const energy = (x, w) =>
    arithmetic
      .conv2d([x], [[w]], null, geometry)[0]
      .flat()
      .reduce((sum, a, cell) => sum + a * delta.flat()[cell], 0);
  const after = grid === "input_gradient" ? energy(moved(image), kernel) : energy(image, moved(kernel));
  return (after - energy(image, kernel)) / STEP;
}

/** The sum behind the selected gradient, what a nudge measures, or where a δ goes. */
function Calculation({ state, shown, messages, lines, playing }) {
  const { image, kernel, grad_output: delta, flip, nudge } = state;
  const { gradients, passed, selected, terms, toInput, spread } = shown;
  const digits = /** @type {[number, number]} */ ([longest(delta), longest(image, kernel)]);
  const props = { playing, digits, lines };
  if (!terms) {
    const { row = 0, col = 0 } = selected ?? {};
    const value = spread && delta[row][col];
    const spoken = spread ? messages.deltaWords(row, col, value, spread) : messages.noGradientSelected;
    return (
      <Ledger value={value} words={spoken} {...props}>
        <p>{spread ? messages.deltaGoes(row, col, value, spread) : spoken}</p>
      </Ledger>
    );
  }
  const { row, col } = selected;
  const [values, symbol] = toInput ? [passed, "x"] : [gradients.kernel, "w"];
  const value = values[row][col];
  const truth = toInput ? gradients.input[row][col] : value;
  const found = nudge ? measured(state, selected) : null;
  return (
    <Ledger
      value={value}
      words={messages.gradientWords(symbol, row, col, terms, value, found, truth)}
      {...props}
    >
      <GradientSum {...{ symbol, row, col, terms, value }} role={toInput ? "kernel" : "input"} />
      {toInput && !flip && <p>{messages.flipForgotten(value, truth)}</p>}
      {nudge && <p>{messages.measured(symbol, row, col, STEP, found, value)}</p>}
    </Ledger>
  );
}

/** Stride and padding, which gradient, the flip, the nudge. */
function Settings({ explorer, matrices, messages, wrt }) {
  const { state, set } = explorer;
  return (
    <Geometry
      {...{ explorer, matrices, messages }}
      only={SEEN}
      first={
        <Choice
          label={messages.gradientOf}
          value={wrt}
          options={[
            ["input_gradient", messages.input],
            ["kernel_gradient", messages.kernel],
          ]}
          onChange={(grid) => set({ selection: [grid, 0, 0] })}
        />
      }
    >
      <Toggle label={messages.flipKernel} checked={state.flip} onChange={(flip) => set({ flip })} />
      <Toggle label={messages.nudge(STEP)} checked={state.nudge} onChange={(nudge) => set({ nudge })} />
    </Geometry>
  );
}
