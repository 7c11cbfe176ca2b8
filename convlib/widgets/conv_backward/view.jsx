import { useRef } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { Choice, Controls, Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { GradientSum, Ledger } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { sizeNote, slidersOf } from "../src/limits.js";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { format, longest } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";

const CAPS = { inputSize: 0, kernelSize: 0, padding: 3, dilation: 1, stride: 3 };
const STEP = 0.1;

/** Gradients for output cells that appear when the output grows. */
const newGradient = (row, col) => ((row + 2 * col) % 5) - 1;

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { image, kernel, grad_output: delta } = state;
  const geometry = arithmetic.geometryOf(state);
  const shapes = {
    input: arithmetic.shape(image),
    kernel: arithmetic.shape(kernel),
    delta: arithmetic.shape(delta),
  };
  const gradients = arithmetic.conv2dBackward(delta, image, kernel, geometry);
  const unflipped = arithmetic.inputGradient(
    delta,
    image,
    arithmetic.rotate180(kernel),
    geometry,
  );
  const selected = settled(state.selection, {
    input_gradient: shapes.input,
    kernel_gradient: shapes.kernel,
  });
  const { grid, row = 0, col = 0 } = selected ?? {};
  const applied = state.flip ? kernel : arithmetic.rotate180(kernel);
  /** What each output gradient is multiplied with on its way to the selected one. */
  const terms =
    grid === "input_gradient"
      ? arithmetic
          .feeds(image, applied, geometry, row, col)
          .map((hit) => ({ ...hit, delta: delta[hit.i][hit.j] }))
      : grid === "kernel_gradient"
        ? arithmetic.uses(image, kernel, geometry, row, col).map((term, step) => {
            const [i, j] = [
              Math.floor(step / shapes.delta[1]),
              step % shapes.delta[1],
            ];
            return { ...term, i, j, w: term.x, delta: delta[i][j] };
          })
        : null;
  return { geometry, shapes, gradients, unflipped, selected, terms };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function ConvBackward({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const shown = view(state);
  const { selected, shapes } = shown;
  const wrt = useRef("input_gradient");
  if (selected) wrt.current = selected.grid;
  const [rows, cols] = shapes[wrt.current === "input_gradient" ? "input" : "kernel"];
  const player = useOutputPlayer({
    at: selected,
    rows,
    cols,
    onSelect: (row, col) => set({ selection: [wrt.current, row, col] }),
  });
  const title = messages.convBackward;
  const label = messages.convBackwardLabel(
    dimensions(shapes.input),
    dimensions(shapes.kernel),
    state,
  );
  return (
    <Explorer {...{ title, label, messages, explorer, player }}>
      <Stage {...{ explorer, shown, messages }} />
      <Calculation {...{ state, shown, messages }} playing={player.playing} />
      <Player
        player={player}
        messages={messages}
        place={messages.gradientStep(selected ? player.step + 1 : null, rows * cols)}
      />
      <Settings {...{ explorer, shown, messages }} wrt={wrt.current} />
      <footer class="formula">
        <p>
          {messages.biasGradient(state.grad_output.flat().length)}{" "}
          <b>{format(shown.gradients.bias)}</b>
        </p>
      </footer>
    </Explorer>
  );
}

/** What came forward, and the gradients that go back. */
function Stage({ explorer, shown, messages }) {
  const { state, set, setAlert } = explorer;
  const { image, kernel, grad_output: delta, stride, padding, flip, nudge } = state;
  const { geometry, shapes, gradients, unflipped, selected, terms } = shown;
  const on = (grid) => (row, col) => isSelected(selected, grid, row, col);
  const select = (grid) => (row, col) => set({ selection: [grid, row, col] });
  const edit = (name) => (row, col, value) =>
    set({ [name]: arithmetic.replace(state[name], row, col, value) });
  const refuse = (text) => setAlert(messages.refused(text));
  const toInput = selected?.grid === "input_gradient";
  const toKernel = selected?.grid === "kernel_gradient";
  const nudged = (row, col) => nudge && on("input_gradient")(row, col);
  const around = shapes.kernel.map((cells) => cells - 1 - padding);
  const spread = toInput && stride === 1 && around.every((cells) => cells >= 0);
  const markInput = inputMarks({
    terms: toKernel ? terms.map((term) => ({ ...term, w: term.delta })) : null,
    selected: () => false,
    read: arithmetic.readMask(shapes.input, shapes.kernel, geometry),
    badgeRole: "gradient",
  });
  const common = { cellLabel: messages.cell, onRefuse: refuse };
  return (
    <div
      class="stage"
      style={{
        "--all": shapes.input[1] + 2 * padding + shapes.kernel[1] + shapes.delta[1] + 2,
        "--widest": Math.max(shapes.input[1] + 2 * padding, shapes.delta[1] + 2),
      }}
    >
      <Grid
        {...common}
        name={messages.input}
        role="input"
        caption={padding ? messages.paddedInput(padding) : messages.input}
        values={image}
        padding={geometry.padding}
        mark={(row, col) => {
          const mark = markInput(row, col);
          return nudged(row, col) ? { state: "active", badge: `+${STEP}` } : mark;
        }}
        frame={
          toKernel
            ? windowFrame(
                0,
                0,
                { ...geometry, padding: [padding - selected.row, padding - selected.col] },
                shapes.delta.map((cells) => (cells - 1) * stride + 1),
              )
            : null
        }
        onSelect={(row, col) => set({ selection: ["input_gradient", row, col] })}
        onEdit={edit("image")}
      />
      <Grid
        {...common}
        name={messages.kernel}
        role="kernel"
        caption={messages.kernel}
        values={kernel}
        mark={(row, col) => ({
          state: words({
            active:
              toInput &&
              terms.some(({ m, n }) =>
                flip
                  ? m === row && n === col
                  : shapes.kernel[0] - 1 - m === row && shapes.kernel[1] - 1 - n === col,
              ),
          }),
          badge: nudge && on("kernel_gradient")(row, col) ? `+${STEP}` : undefined,
        })}
        onSelect={(row, col) => set({ selection: ["kernel_gradient", row, col] })}
        onEdit={edit("kernel")}
      />
      <Grid
        {...common}
        name={messages.outputGradient}
        role="gradient"
        caption={messages.outputGradient}
        values={delta}
        padding={spread ? /** @type {[number, number]} */ (around) : [0, 0]}
        mark={outputMarks({
          fed: terms,
          selected: () => false,
          later: () => false,
          badgeRole: toKernel ? "input" : "kernel",
        })}
        frame={
          spread
            ? windowFrame(
                selected.row,
                selected.col,
                { ...geometry, padding: /** @type {[number, number]} */ (around) },
                shapes.kernel,
              )
            : null
        }
        onEdit={edit("grad_output")}
      />
      <div class="maps">
        <Grid
          {...common}
          name={messages.inputGradient}
          role="gradient"
          caption={messages.inputGradient}
          values={gradients.input}
          mark={(row, col) => ({ state: words({ selected: on("input_gradient")(row, col) }) })}
          onSelect={select("input_gradient")}
        />
        {!flip && (
          <Grid
            {...common}
            name={messages.withoutFlip}
            role="gradient"
            caption={messages.withoutFlip}
            values={unflipped}
            mark={(row, col) => ({
              state: words({
                wrong: unflipped[row][col] !== gradients.input[row][col],
                selected: on("input_gradient")(row, col),
              }),
            })}
            onSelect={select("input_gradient")}
          />
        )}
        <Grid
          {...common}
          name={messages.kernelGradient}
          role="gradient"
          caption={messages.kernelGradient}
          values={gradients.kernel}
          mark={(row, col) => ({ state: words({ selected: on("kernel_gradient")(row, col) }) })}
          onSelect={select("kernel_gradient")}
        />
      </div>
    </div>
  );
}

/** The sum behind the selected gradient, and what a nudge measures. */
function Calculation({ state, shown, messages, playing }) {
  const { image, kernel, grad_output: delta, flip, nudge } = state;
  const { geometry, gradients, unflipped, selected, terms } = shown;
  const digits = /** @type {[number, number]} */ ([
    longest(delta),
    Math.max(longest(image), longest(kernel)),
  ]);
  const lines = 3 + Math.max(kernel.length, delta.length);
  if (!terms) {
    const spoken = messages.noGradientSelected;
    return (
      <Ledger value={null} words={spoken} {...{ playing, digits, lines }}>
        <p>{spoken}</p>
      </Ledger>
    );
  }
  const { grid, row, col } = selected;
  const toInput = grid === "input_gradient";
  const truth = toInput ? gradients.input[row][col] : gradients.kernel[row][col];
  const value = toInput && !flip ? unflipped[row][col] : truth;
  /** The change of E = Σ δ·a when one number moves by STEP, per unit. */
  const measure = () => {
    const energy = (x, w) =>
      arithmetic
        .conv2d([x], [[w]], null, geometry)[0]
        .flat()
        .reduce((sum, a, cell) => sum + a * delta.flat()[cell], 0);
    const moved = (matrix) => arithmetic.replace(matrix, row, col, matrix[row][col] + STEP);
    const after = toInput ? energy(moved(image), kernel) : energy(image, moved(kernel));
    return (after - energy(image, kernel)) / STEP;
  };
  const symbol = toInput ? "x" : "w";
  const measured = nudge ? measure() : null;
  return (
    <Ledger
      value={value}
      words={messages.gradientWords(symbol, row, col, terms, value, measured, truth)}
      {...{ playing, digits, lines }}
    >
      <GradientSum {...{ symbol, row, col, terms, value }} role={toInput ? "kernel" : "input"} />
      {toInput && !flip && <p>{messages.flipForgotten(value, truth)}</p>}
      {nudge && <p>{messages.measured(symbol, row, col, STEP, measured, value)}</p>}
    </Ledger>
  );
}

/** Which gradient, the flip, the nudge, stride and padding. */
function Settings({ explorer, shown, messages, wrt }) {
  const { state, set } = explorer;
  const { image, kernel, grad_output: delta } = state;
  const memory = useRef(delta);
  const regrid = (changes) => {
    const geometry = arithmetic.geometryOf({ ...state, ...changes });
    const [rows, cols] = arithmetic.outputShape(image, kernel, geometry);
    const known = memory.current;
    const at = (row, col) =>
      delta[row]?.[col] ?? known[row]?.[col] ?? newGradient(row, col);
    const largest = Math.max(rows, cols, ...arithmetic.shape(known));
    memory.current = arithmetic.fill(largest, largest, at);
    set({ ...changes, grad_output: arithmetic.fill(rows, cols, at) });
  };
  const { input: size, kernel: kernelSize } = shown.shapes;
  const { sizes, limits } = slidersOf(size, kernelSize, state, CAPS);
  return (
    <Controls note={sizeNote(sizes, limits, CAPS, messages)}>
      <Choice
        label={messages.gradientOf}
        value={wrt}
        options={[
          ["input_gradient", messages.input],
          ["kernel_gradient", messages.kernel],
        ]}
        onChange={(grid) => set({ selection: [grid, 0, 0] })}
      />
      {["stride", "padding"].map((name) => (
        <Slider
          key={name}
          label={messages[name]}
          value={state[name]}
          {...limits[name]}
          onChange={(value) => regrid({ [name]: value })}
        />
      ))}
      <Toggle
        label={messages.flipKernel}
        checked={state.flip}
        onChange={(flip) => set({ flip })}
      />
      <Toggle
        label={messages.nudge(STEP)}
        checked={state.nudge}
        onChange={(nudge) => set({ nudge })}
      />
    </Controls>
  );
}
