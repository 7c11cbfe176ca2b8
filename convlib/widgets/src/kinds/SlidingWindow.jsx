import { useRef } from "preact/hooks";
import * as arithmetic from "../arithmetic.js";
import { Controls, Slider, Toggle } from "../components/Controls.jsx";
import { Explorer } from "../components/Explorer.jsx";
import { Grid } from "../components/Grid.jsx";
import { Chip, Feeds, Ledger, ProductRows } from "../components/Ledger.jsx";
import { Player, usePlayer } from "../components/Player.jsx";
import { SizeFormula } from "../components/SizeFormula.jsx";
import { sizeNote } from "../limits.js";
import { format, longest } from "../numbers.js";
import { cellKey, settled, words } from "../selection.js";
import { useExplorerState } from "../state.js";

const NAMES = ["image", "kernel", "bias", "stride", "padding", "dilation", "relu", "flip"];
const CAPS = { inputSize: 12, kernelSize: 7, padding: 4, dilation: 4, stride: 5 };
const BIAS = 10;

/** Values for cells that appear when a size grows: small, and not symmetric. */
const newPixel = (row, col) => (row * row + 2 * col + 1) % 3;
const newWeight = (row, col) => ((row + 2 * col) % 3) - 1;

/** Everything the picture shows, computed from the state alone. */
function compute({ image, kernel, bias, stride, padding, dilation, relu, flip }) {
  const geometry = {
    stride: arithmetic.pair(stride),
    padding: arithmetic.pair(padding),
    dilation: arithmetic.pair(dilation),
  };
  const applied = flip ? arithmetic.rotate180(kernel) : kernel;
  const [sums] = arithmetic.conv2d([image], [[applied]], [bias], geometry);
  const output = relu ? sums.map((row) => row.map(arithmetic.relu)) : sums;
  const read = [0, 1].map((axis) =>
    arithmetic.readAlong(
      arithmetic.shape(image)[axis],
      arithmetic.shape(kernel)[axis],
      stride,
      padding,
      dilation,
    ),
  );
  return { geometry, applied, output, read };
}

/** @param {{model: import("../state.js").Model, messages: any}} props */
export function SlidingWindow({ model, messages }) {
  const { state, set, reset, alert, setAlert } = useExplorerState(model, [
    ...NAMES,
    "selection",
  ]);
  const { image, kernel, bias, stride, padding, dilation, relu, flip } = state;
  const { geometry, applied, output, read } = compute(state);
  const [rows, cols] = arithmetic.shape(output);
  const [kRows, kCols] = arithmetic.shape(kernel);
  const selected = settled(state.selection, {
    output: [rows, cols],
    input: arithmetic.shape(image),
    kernel: [kRows, kCols],
  });
  const at = selected?.grid === "output" ? selected : null;
  const lastStep = useRef(-1);
  if (at) lastStep.current = at.row * cols + at.col;
  const memory = useRef({ image, kernel });
  const select = (grid) => (row, col) => set({ selection: [grid, row, col] });
  const player = usePlayer({
    step: at || lastStep.current < rows * cols ? lastStep.current : -1,
    count: rows * cols,
    onStep: (step) =>
      set({ selection: ["output", Math.floor(step / cols), step % cols] }),
  });

  /** Grows or shrinks a matrix; what was cut off comes back when it grows again. */
  const grow = (name, value) => (size) => {
    const known = memory.current[name];
    const at = (row, col) =>
      state[name][row]?.[col] ?? known[row]?.[col] ?? value(row, col);
    const largest = Math.max(size, ...arithmetic.shape(known));
    memory.current[name] = arithmetic.fill(largest, largest, at);
    set({ [name]: arithmetic.fill(size, size, at) });
  };
  const edit = (name) => (row, col, value) =>
    set({ [name]: arithmetic.replace(state[name], row, col, value) });
  const refuse = (text) => setAlert(messages.refused(text));

  const terms = at && arithmetic.windowTerms(image, applied, geometry, at.row, at.col);
  /** Where the weight that a window applies at (m, n) stands in the kernel shown. */
  const shown = (m, n) => (flip ? [kRows - 1 - m, kCols - 1 - n] : [m, n]);
  const fed =
    selected?.grid === "input"
      ? arithmetic.feeds(image, applied, geometry, selected.row, selected.col)
      : null;
  const touched =
    selected?.grid === "kernel" &&
    output.flatMap((line, i) =>
      line.map((_, j) => {
        const [m, n] = shown(selected.row, selected.col);
        return arithmetic.windowTerms(image, applied, geometry, i, j)[m * kCols + n];
      }),
    );
  const covered = new Map(
    (terms || touched || []).map((term) => [cellKey(term.row, term.col), term]),
  );
  const fedCells = new Map((fed ?? []).map((hit) => [cellKey(hit.i, hit.j), hit]));
  const is = (grid, row, col) =>
    selected?.grid === grid && selected.row === row && selected.col === col;

  const markInput = (row, col) => {
    const term = covered.get(cellKey(row, col));
    const inside = image[row]?.[col] !== undefined;
    return {
      state: words({
        active: term,
        selected: is("input", row, col),
        unread: inside && !(read[0][row] && read[1][col]),
      }),
      badge: term && `×${format(term.w)}`,
      faintBadge: term?.w === 0,
    };
  };
  const markKernel = (row, col) => {
    const [m, n] = shown(row, col);
    const used = terms || (fed && fed.some((hit) => hit.m === m && hit.n === n));
    return {
      state: words({ active: used, selected: is("kernel", row, col) }),
    };
  };
  const markOutput = (row, col) => {
    const hit = fedCells.get(cellKey(row, col));
    const later = at && row * cols + col > at.row * cols + at.col;
    return {
      state: words({ selected: is("output", row, col), fed: hit, later }),
      badge: hit && `×${format(hit.w)}`,
      faintBadge: hit?.w === 0,
    };
  };

  const sizes = {
    inputSize: Math.min(...arithmetic.shape(image)),
    kernelSize: Math.max(kRows, kCols),
    stride,
    padding,
    dilation,
  };
  const limits = arithmetic.bounds(sizes, CAPS);
  const title = flip ? messages.slidingWindowFlipped : messages.slidingWindow;
  const dimensions = (size) => `${size[0]} × ${size[1]}`;
  const padded = arithmetic.shape(image).map((size) => size + 2 * padding);
  const columns = padded[1] + kCols + cols;

  return (
    <Explorer
      kind="sliding-window"
      title={title}
      label={messages.label(title, dimensions(arithmetic.shape(image)), dimensions([kRows, kCols]), state)}
      messages={messages}
      alert={alert}
      onReset={() => {
        player.stop();
        reset();
      }}
      onEscape={() => {
        player.stop();
        set({ selection: null });
      }}
      onSpace={player.toggle}
    >
      <div
        class={columns > 16 ? "stage stacked" : "stage"}
        style={{ "--all": columns, "--widest": Math.max(padded[1], kCols + cols + 1) }}
      >
        <Grid
          name={messages.input}
          role="input"
          caption={padding ? messages.paddedInput(padding) : messages.input}
          dimensions={dimensions(padded)}
          values={image}
          padding={geometry.padding}
          mark={markInput}
          frame={
            at && {
              row: at.row * stride - padding,
              col: at.col * stride - padding,
              rows: arithmetic.effectiveKernelSize(kRows, dilation),
              cols: arithmetic.effectiveKernelSize(kCols, dilation),
            }
          }
          cellLabel={messages.cell}
          onSelect={select("input")}
          onEdit={edit("image")}
          onRefuse={refuse}
        />
        <span class="sign" aria-hidden="true">
          ∗
        </span>
        <Grid
          name={messages.kernel}
          role="kernel"
          caption={flip ? messages.kernelTurned : messages.kernel}
          dimensions={dimensions([kRows, kCols])}
          values={kernel}
          mark={markKernel}
          cellLabel={messages.cell}
          onSelect={select("kernel")}
          onEdit={edit("kernel")}
          onRefuse={refuse}
        />
        <span class="sign" aria-hidden="true">
          =
        </span>
        <Grid
          name={messages.output}
          role="output"
          caption={messages.output}
          dimensions={dimensions([rows, cols])}
          values={output}
          mark={markOutput}
          cellLabel={messages.cell}
          onSelect={select("output")}
        />
      </div>
      <Calculation
        {...{ selected, terms, fed, touched, state, output, messages, kRows }}
        playing={player.playing}
      />
      <Player
        player={player}
        messages={messages}
        place={messages.window(at ? player.step + 1 : null, rows * cols)}
      />
      <Controls note={sizeNote(sizes, limits, CAPS, messages)}>
        <Slider
          label={messages.inputSize}
          value={sizes.inputSize}
          {...limits.inputSize}
          text={padded[0] === padded[1] ? undefined : dimensions(arithmetic.shape(image))}
          onChange={grow("image", newPixel)}
        />
        <Slider
          label={messages.kernelSize}
          value={sizes.kernelSize}
          {...limits.kernelSize}
          text={kRows === kCols ? undefined : dimensions([kRows, kCols])}
          onChange={grow("kernel", newWeight)}
        />
        {["stride", "padding", "dilation"].map((name) => (
          <Slider
            key={name}
            label={messages[name]}
            value={state[name]}
            {...limits[name]}
            onChange={(value) => set({ [name]: value })}
          />
        ))}
        <Slider
          label={messages.bias}
          value={bias}
          min={Math.min(-BIAS, Math.floor(bias))}
          max={Math.max(BIAS, Math.ceil(bias))}
          onChange={(value) => set({ bias: value })}
        />
        <Toggle
          label={messages.relu}
          checked={relu}
          onChange={(checked) => set({ relu: checked })}
        />
        <Toggle
          label={messages.flipKernel}
          checked={flip}
          onChange={(checked) => set({ flip: checked })}
        />
      </Controls>
      <SizeFormula
        input={arithmetic.shape(image)}
        kernel={[kRows, kCols]}
        {...{ stride, padding, dilation, messages }}
      />
    </Explorer>
  );
}

/** The sum behind the selected output, or what the selected input or weight does. */
function Calculation(props) {
  const { selected, terms, fed, touched, state, output, messages, kRows, playing } = props;
  const { image, kernel, bias, relu } = state;
  let value = null;
  let spoken = messages.nothingSelected;
  let body = <p class="hint">{messages.nothingSelected}</p>;
  if (terms) {
    const { row, col } = selected;
    const sum = arithmetic.total(terms);
    value = output[row][col];
    spoken = messages.sumWords(row, col, terms, bias, relu, value);
    body = (
      <>
        <div class="sum">
          <span class="symbol">
            a<sub>{row},{col}</sub> =
          </span>
          <div>
            <ProductRows terms={terms} />
          </div>
        </div>
        <div class="result">
          = <b>{format(sum)}</b> + <Chip role="kernel" value={bias} /> {messages.biasMark}
          {relu ? (
            <>
              {" = "}
              {format(sum + bias)} → ReLU → <Chip role="result" value={value} />
            </>
          ) : (
            <>
              {" = "}
              <Chip role="result" value={value} />
            </>
          )}
        </div>
      </>
    );
  } else if (fed) {
    const { row, col } = selected;
    value = image[row][col];
    spoken = messages.fedWords(row, col, value, fed);
    body = (
      <>
        <p>{messages.fedTitle(row, col, value, fed.length)}</p>
        <Feeds fed={fed} value={value} />
      </>
    );
  } else if (touched) {
    const { row, col } = selected;
    value = kernel[row][col];
    spoken = messages.touchedWords(row, col, value, touched);
    body = <p>{spoken}</p>;
  }
  return (
    <div style={{ "--digits": longest(image, kernel), "--lines": kRows }}>
      <Ledger value={value} words={spoken} playing={playing}>
        {body}
      </Ledger>
    </div>
  );
}
