import * as arithmetic from "../src/arithmetic.js";
import { axesOf, sides } from "../src/axis.js";
import { ReadsTogether, Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Geometry, OwnNumbers } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Feeds, Ledger, Result, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { SizeFormula } from "../src/components/SizeFormula.jsx";
import {
  companions,
  inputMarks,
  outputMarks,
  readTogether,
  windowFrame,
} from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { longest } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { outputOf, results } from "./results.js";

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { image, kernel, flip } = state;
  const [size, kernelSize] = [arithmetic.shape(image), arithmetic.shape(kernel)];
  /** The weights as a window applies them, and where each stands in the kernel shown. */
  const applied = flip ? arithmetic.rotate180(kernel) : kernel;
  const turned = (m, n) =>
    flip ? [kernelSize[0] - 1 - m, kernelSize[1] - 1 - n] : [m, n];
  const { sums, output } = outputOf(state);
  const selected = settled(state.selection, {
    output: arithmetic.shape(output),
    input: size,
    kernel: kernelSize,
  });
  const { grid, row = 0, col = 0 } = selected ?? {};
  const [m, n] = turned(row, col);
  const zeros = sides(state.padding);
  return {
    zeros,
    size,
    kernelSize,
    padded: size.map((cells, axis) => zeros[axis][0] + cells + zeros[axis][1]),
    turned,
    sums,
    output,
    selected,
    at: grid === "output" ? selected : null,
    terms:
      grid === "output" ? arithmetic.windowTerms(image, applied, state, row, col) : null,
    fed: grid === "input" ? arithmetic.feeds(image, applied, state, row, col) : null,
    together:
      state.reads_together && grid === "input"
        ? readTogether(axesOf(size, kernelSize, state), row, col)
        : null,
    used: grid === "kernel" ? arithmetic.uses(image, applied, state, m, n) : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function SlidingWindow({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const matrices = useMatrices(explorer, { messages, like: { kernel: "kernel" } });
  const practice = usePractice({
    explorer,
    messages,
    results,
    names: { output: messages.output },
  });
  const shown = view(practice.state);
  const [rows, cols] = arithmetic.shape(shown.output);
  const player = useOutputPlayer({
    at: settled(state.selection, { output: [rows, cols] }),
    rows,
    cols,
    onSelect: (row, col) => set({ selection: ["output", row, col] }),
  });
  const title = state.flip ? messages.slidingWindowFlipped : messages.slidingWindow;
  const label = messages.label(
    title,
    dimensions(shown.size),
    dimensions(shown.kernelSize),
    state,
  );
  return (
    <Explorer
      {...{ title, label, messages, explorer, player }}
      more={<More {...{ explorer, matrices, messages }} />}
    >
      <Stage {...{ explorer, matrices, shown, messages, practice }} />
      <Practice practice={practice} lines={state.kernel.length + 1}>
        <Calculation {...{ state, shown, messages }} playing={player.playing} />
      </Practice>
      <Player
        player={player}
        messages={messages}
        place={messages.window(shown.at ? player.step + 1 : null, rows * cols)}
      />
      <Settings {...{ explorer, matrices, messages }} />
      <SizeFormula
        input={shown.size}
        kernel={shown.kernelSize}
        stride={state.stride}
        padding={state.padding}
        dilation={state.dilation}
        messages={messages}
      />
    </Explorer>
  );
}

/** Input ∗ kernel = output. */
function Stage({ explorer, matrices, shown, messages, practice }) {
  const { state, set } = explorer;
  const { image, kernel, padding, flip } = state;
  const { zeros, size, kernelSize, padded, output, selected, at } = shown;
  const [rows, cols] = arithmetic.shape(output);
  const columns = padded[1] + kernelSize[1] + cols;
  const on = (grid) => (row, col) => isSelected(selected, grid, row, col);
  const select = (grid) => (row, col) => set({ selection: [grid, row, col] });
  const carried = new Set(
    (shown.fed ?? []).map(({ m, n }) => String(shown.turned(m, n))),
  );
  return (
    <div
      class={columns > 16 ? "stage stacked" : "stage"}
      style={{
        "--all": columns,
        "--widest": Math.max(padded[1], kernelSize[1] + cols + 1),
      }}
    >
      <Grid
        name={messages.input}
        role="input"
        caption={padding ? messages.paddedInput(padding) : messages.input}
        dimensions={dimensions(padded)}
        values={image}
        padding={[zeros[0][0], zeros[1][0]]}
        after={[zeros[0][1], zeros[1][1]]}
        mark={inputMarks({
          terms: shown.terms ?? shown.used,
          selected: on("input"),
          together: shown.together,
          read: arithmetic.readMask(size, kernelSize, state),
        })}
        frame={at && windowFrame(at.row, at.col, state, kernelSize)}
        cellLabel={messages.cell}
        onSelect={select("input")}
        {...matrices.editing("image")}
      />
      <Sign>∗</Sign>
      <Grid
        name={messages.kernel}
        role="kernel"
        caption={flip ? messages.kernelTurned : messages.kernel}
        dimensions={dimensions(kernelSize)}
        values={kernel}
        mark={(row, col) => ({
          state: words({
            active: at || carried.has(String([row, col])),
            selected: on("kernel")(row, col),
          }),
        })}
        cellLabel={messages.cell}
        onSelect={select("kernel")}
        {...matrices.editing("kernel")}
      />
      <Sign>=</Sign>
      <Grid
        name={messages.output}
        role="output"
        caption={messages.output}
        dimensions={dimensions([rows, cols])}
        values={output}
        mark={outputMarks({
          fed: shown.fed,
          selected: on("output"),
          later: (row, col) => at && row * cols + col > at.row * cols + at.col,
        })}
        cellLabel={messages.cell}
        onSelect={select("output")}
        {...practice.grid("output")}
      />
    </div>
  );
}

const Sign = ({ children }) => (
  <span class="sign" aria-hidden="true">
    {children}
  </span>
);

/** The sum behind the selected output, or what the selected input or weight does. */
function Calculation({ state, shown, messages, playing }) {
  const { image, kernel, bias, relu } = state;
  const { selected, terms, fed, together, used, sums, output } = shown;
  const { row = 0, col = 0 } = selected ?? {};
  let value = /** @type {any} */ (null);
  let spoken = messages.nothingSelected;
  let body = <p>{spoken}</p>;
  if (terms) {
    value = output[row][col];
    spoken = messages.sumWords(row, col, terms, bias, relu, value);
    body = (
      <Sum symbol={[row, col]}>
        <WindowSum terms={terms} />
        <Result
          parts={[arithmetic.total(terms)]}
          bias={bias}
          sum={sums[row][col]}
          {...{ relu, value, messages }}
        />
      </Sum>
    );
  } else if (fed) {
    value = image[row][col];
    const shared = together ? messages.sharedBy(companions(arithmetic.shape(image), together)) : "";
    spoken = `${messages.fedWords(row, col, value, fed)} ${shared}`;
    body = (
      <>
        <p>{messages.fedTitle(row, col, value, fed.length)}</p>
        <Feeds fed={fed} value={value} />
        {shared && <p>{shared}</p>}
      </>
    );
  } else if (used) {
    value = kernel[row][col];
    spoken = messages.usedWords(row, col, value, used.length);
    body = <p>{spoken}</p>;
  }
  return (
    <Ledger
      value={value}
      words={spoken}
      playing={playing}
      digits={[longest(image), longest(kernel)]}
      lines={kernel.length + 1}
    >
      {body}
    </Ledger>
  );
}

/** What is asked for seldom. */
function More({ explorer, matrices, messages }) {
  return (
    <>
      <ReadsTogether {...{ explorer, messages }} />
      <OwnNumbers {...{ explorer, matrices, messages }} />
    </>
  );
}

/** The sliders and switches. */
function Settings({ explorer, matrices, messages }) {
  const { state, set, caps } = explorer;
  const { bias } = state;
  return (
    <Geometry {...{ explorer, matrices, messages }}>
      <Slider
        label={messages.bias}
        value={bias}
        min={Math.min(-caps.bias, Math.floor(bias))}
        max={Math.max(caps.bias, Math.ceil(bias))}
        onChange={(value) => set({ bias: value })}
      />
      <Toggle
        label={messages.relu}
        checked={state.relu}
        onChange={(checked) => set({ relu: checked })}
      />
      <Toggle
        label={messages.flipKernel}
        checked={state.flip}
        onChange={(checked) => set({ flip: checked })}
      />
    </Geometry>
  );
}
