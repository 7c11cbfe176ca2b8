import { useRef } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { Controls, Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Feeds, Ledger, Result, Sum, WindowSum } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { SizeFormula } from "../src/components/SizeFormula.jsx";
import { sizeNote, slidersOf } from "../src/limits.js";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { longest } from "../src/numbers.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";

const CAPS = { inputSize: 12, kernelSize: 7, padding: 4, dilation: 4, stride: 5 };
const BIAS = 10;

/** Values for cells that appear when a size grows: small, and not symmetric. */
const NEW = {
  image: (row, col) => (row * row + 2 * col + 1) % 3,
  kernel: (row, col) => ((row + 2 * col) % 3) - 1,
};

/** Everything the picture shows, computed from the state alone.
 * @param {Record<string, any>} state */
function view(state) {
  const { image, kernel, bias, relu, flip } = state;
  const geometry = arithmetic.geometryOf(state);
  const [size, kernelSize] = [arithmetic.shape(image), arithmetic.shape(kernel)];
  /** The weights as a window applies them, and where each stands in the kernel shown. */
  const applied = flip ? arithmetic.rotate180(kernel) : kernel;
  const turned = (m, n) =>
    flip ? [kernelSize[0] - 1 - m, kernelSize[1] - 1 - n] : [m, n];
  const [sums] = arithmetic.conv2d([image], [[applied]], [bias], geometry);
  const output = relu ? sums.map((row) => row.map(arithmetic.relu)) : sums;
  const selected = settled(state.selection, {
    output: arithmetic.shape(output),
    input: size,
    kernel: kernelSize,
  });
  const { grid, row = 0, col = 0 } = selected ?? {};
  const [m, n] = turned(row, col);
  return {
    geometry,
    size,
    kernelSize,
    padded: size.map((cells) => cells + 2 * state.padding),
    turned,
    sums,
    output,
    selected,
    at: grid === "output" ? selected : null,
    terms:
      grid === "output" ? arithmetic.windowTerms(image, applied, geometry, row, col) : null,
    fed: grid === "input" ? arithmetic.feeds(image, applied, geometry, row, col) : null,
    used: grid === "kernel" ? arithmetic.uses(image, applied, geometry, m, n) : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function SlidingWindow({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const shown = view(state);
  const [rows, cols] = arithmetic.shape(shown.output);
  const player = useOutputPlayer({
    at: shown.at,
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
    <Explorer {...{ title, label, messages, explorer, player }}>
      <Stage {...{ explorer, shown, messages }} />
      <Calculation {...{ state, shown, messages }} playing={player.playing} />
      <Player
        player={player}
        messages={messages}
        place={messages.window(shown.at ? player.step + 1 : null, rows * cols)}
      />
      <Settings {...{ explorer, shown, messages }} />
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
function Stage({ explorer, shown, messages }) {
  const { state, set, setAlert } = explorer;
  const { image, kernel, padding, dilation, flip } = state;
  const { geometry, size, kernelSize, padded, output, selected, at } = shown;
  const [rows, cols] = arithmetic.shape(output);
  const columns = padded[1] + kernelSize[1] + cols;
  const on = (grid) => (row, col) => isSelected(selected, grid, row, col);
  const select = (grid) => (row, col) => set({ selection: [grid, row, col] });
  const edit = (name) => (row, col, value) =>
    set({ [name]: arithmetic.replace(state[name], row, col, value) });
  const refuse = (text) => setAlert(messages.refused(text));
  const reach = kernelSize.map((cells) =>
    arithmetic.effectiveKernelSize(cells, dilation),
  );
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
        padding={geometry.padding}
        mark={inputMarks({
          terms: shown.terms ?? shown.used,
          selected: on("input"),
          read: arithmetic.readMask(size, kernelSize, geometry),
        })}
        frame={at && windowFrame(at.row, at.col, geometry, reach)}
        cellLabel={messages.cell}
        onSelect={select("input")}
        onEdit={edit("image")}
        onRefuse={refuse}
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
        onEdit={edit("kernel")}
        onRefuse={refuse}
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
  const { selected, terms, fed, used, sums, output } = shown;
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
    spoken = messages.fedWords(row, col, value, fed);
    body = (
      <>
        <p>{messages.fedTitle(row, col, value, fed.length)}</p>
        <Feeds fed={fed} value={value} />
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

/** The sliders and switches; sizes grow and shrink, and what was cut off comes back. */
function Settings({ explorer, shown, messages }) {
  const { state, set } = explorer;
  const { image, kernel, bias } = state;
  const memory = useRef({ image, kernel });
  const resize = (name) => (size) => {
    const known = memory.current[name];
    const at = (row, col) =>
      state[name][row]?.[col] ?? known[row]?.[col] ?? NEW[name](row, col);
    const largest = Math.max(size, ...arithmetic.shape(known));
    memory.current[name] = arithmetic.fill(largest, largest, at);
    set({ [name]: arithmetic.fill(size, size, at) });
  };
  const { sizes, limits } = slidersOf(shown.size, shown.kernelSize, state, CAPS);
  const slider = (name, text, onChange) => (
    <Slider
      key={name}
      label={messages[name]}
      value={sizes[name]}
      {...limits[name]}
      text={text}
      onChange={onChange}
    />
  );
  const across = ([rows, cols]) => (rows === cols ? undefined : dimensions([rows, cols]));
  return (
    <Controls note={sizeNote(sizes, limits, CAPS, messages)}>
      {slider("inputSize", across(shown.size), resize("image"))}
      {slider("kernelSize", across(shown.kernelSize), resize("kernel"))}
      {["stride", "padding", "dilation"].map((name) =>
        slider(name, undefined, (value) => set({ [name]: value })),
      )}
      <Slider
        label={messages.bias}
        value={bias}
        min={Math.min(-BIAS, Math.floor(bias))}
        max={Math.max(BIAS, Math.ceil(bias))}
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
    </Controls>
  );
}
