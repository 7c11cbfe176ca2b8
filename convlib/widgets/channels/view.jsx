import { useState } from "preact/hooks";
import * as arithmetic from "../src/arithmetic.js";
import { axesOf, sides } from "../src/axis.js";
import { Slider, Toggle } from "../src/components/Controls.jsx";
import { Explorer } from "../src/components/Explorer.jsx";
import { Geometry } from "../src/components/Geometry.jsx";
import { Grid, dimensions } from "../src/components/Grid.jsx";
import { Feeds, Ledger, Result, Sum } from "../src/components/Ledger.jsx";
import { Player, useOutputPlayer } from "../src/components/Player.jsx";
import { Practice, usePractice } from "../src/components/Practice.jsx";
import { Products } from "../src/components/Products.jsx";
import { SizeFormula } from "../src/components/SizeFormula.jsx";
import { useLater } from "../src/later.js";
import { inputMarks, outputMarks, windowFrame } from "../src/marks.js";
import { useMatrices } from "../src/matrices.js";
import { format, longest } from "../src/numbers.js";
import { fromPasted } from "../src/paste.js";
import { lengths } from "../src/rules.js";
import { isSelected, settled, words } from "../src/selection.js";
import { useExplorerState } from "../src/state.js";
import { outputsOf, results, sumsOf } from "./results.js";

/** More channels than this are folded up, all but one. */
const OPEN = 3;
/** So many cells of channels can be seen at once, and so many of outputs. */
const CELLS = 400;
/** Columns of a kernel that are as wide as its caption, and of a row that fits into a line. */
const [CAPTION, WIDE] = [3, 17];
const FACE = ["stride", "padding"];

/** The filter shown: that of the selected output, which in practice is still to be found.
 * @param {Record<string, any>} state */
const filterOf = ({ selection, filter, filters }) =>
  Math.min(selection?.[0] === "output" ? selection[1] : filter, filters.length - 1);

/** Everything the picture shows, computed from the state, the filter shown and what has come later.
 * @param {Record<string, any>} state @param {number} k @param {any} later */
function view(state, k, later) {
  const { image, filters } = state;
  const [size, kernelSize] = [arithmetic.shape(image[0]), arithmetic.shape(filters[0][0])];
  const axes = axesOf(size, kernelSize, state);
  const sums = sumsOf(state);
  const outputs = outputsOf(sums, state);
  const selected = settled(state.selection, {
    output: [filters.length, ...arithmetic.shape(outputs[0])],
    input: [image.length, ...size],
    filter: [image.length, ...kernelSize],
  });
  const { grid, at: [first] = [0], row = 0, col = 0 } = selected ?? {};
  const at = grid === "output" ? selected : null;
  const channels = image.map((matrix, c) => {
    const weights = filters[k][c];
    const terms = at && arithmetic.windowTerms(matrix, weights, state, row, col);
    return { matrix, weights, terms, subtotal: terms && arithmetic.total(terms) };
  });
  const zeros = sides(state.padding);
  return {
    ...{ zeros, size, kernelSize },
    padded: size.map((cells, axis) => zeros[axis][0] + cells + zeros[axis][1]),
    sums,
    outputs,
    selected,
    at,
    k,
    channels,
    axes,
    together: (grid === "input" && state.reads_together && later?.readTogether(axes, row, col)) || null,
    fed:
      grid === "input"
        ? filters.map((filter) => arithmetic.feeds(image[first], filter[first], state, row, col))
        : null,
    used:
      grid === "filter"
        ? arithmetic.uses(image[first], filters[k][first], state, row, col)
        : null,
  };
}

/** @param {{model: import("../src/state.js").Model, messages: any}} props */
export default function Channels({ model, messages }) {
  const explorer = useExplorerState(model);
  const { state, set } = explorer;
  const matrices = useMatrices(explorer, { messages, like: { filters: "kernel" } });
  const k = filterOf(state);
  const names = { output: messages.outputMap(k) };
  const practice = usePractice({ explorer, messages, results, names, view: ["filter", "reads_together"] });
  const later = useLater(model.get("kind"), state.reads_together);
  const shown = view(practice.state, k, later);
  const { size, kernelSize } = shown;
  const [rows, cols] = arithmetic.shape(shown.outputs[0]);
  const choose = (filter, row, col) => set({ filter, selection: ["output", filter, row, col] });
  const player = useOutputPlayer({
    at: settled(state.selection, { output: [state.filters.length, rows, cols] }),
    ...{ rows, cols },
    onSelect: (row, col) => choose(k, row, col),
  });
  const title = messages.channels;
  const [input, kernel] = [state.image, state.filters].map((array) => dimensions(lengths(array)));
  const label = messages.label(title, input, kernel, { ...state, bias: 0 });
  const parts = { explorer, matrices, practice, shown, later, messages, choose };
  const lines = linesOf(state, shown);
  const place = messages.window(shown.at ? player.step + 1 : null, rows * cols);
  return (
    <Explorer {...{ title, label, messages, explorer, player }} more={<Own {...parts} />}>
      <Stage {...parts} />
      <Practice practice={practice} lines={lines}>
        <Calculation {...{ state, shown, later, messages, lines }} playing={player.playing} />
      </Practice>
      <Player {...{ player, messages, place }} />
      <Settings {...parts} />
      <SizeFormula {...state} {...{ messages }} input={size} kernel={kernelSize} />
    </Explorer>
  );
}

/** Lines of the longest calculation: what an input feeds, a line for each row of outputs.
 * @param {Record<string, any>} state @param {ReturnType<typeof view>} shown */
function linesOf(state, { axes: [down] }) {
  const rows = Array.from({ length: down.size }, (_, row) => down.readers(row).length);
  return 1 + Math.max(...rows, Math.ceil(state.image.length / OPEN));
}

/** A row for each channel, then the outputs: the subtotals add up downwards. */
function Stage(parts) {
  const { explorer, shown, messages } = parts;
  const { padded, kernelSize, channels, selected } = shown;
  const [last, setLast] = useState(0);
  const of = explorer.state.selection;
  const isOfChannel = ["input", "filter"].includes(of?.[0]);
  const chosen = Math.min(isOfChannel ? of[1] : last, channels.length - 1);
  const open = (c) => {
    setLast(c);
    if (isOfChannel && selected) {
      explorer.set({ selection: [selected.grid, c, selected.row, selected.col] });
    }
  };
  const isFolded = channels.length > OPEN || channels.length * padded[0] * padded[1] > CELLS;
  const columns = padded[1] + 2 * Math.max(kernelSize[1], CAPTION) + 1.5;
  return (
    <div
      class={`stage channels${columns > WIDE ? " stacked" : ""}`}
      style={{ "--all": columns, "--widest": Math.max(padded[1], 2 * kernelSize[1] + 3) }}
    >
      <div class="rows">
        {channels.map((channel, c) => (
          <div class={c === chosen || !isFolded ? "fold" : "fold closed"} key={c}>
            {isFolded && (
              <button type="button" aria-expanded={c === chosen} onClick={() => open(c)}>
                {messages.channel(c)}
              </button>
            )}
            {c === chosen || !isFolded ? (
              <Channel {...{ ...channel, c, ...parts }} />
            ) : (
              <Subtotal value={channel.subtotal} label={messages.subtotal} />
            )}
          </div>
        ))}
        <Outputs {...parts} />
      </div>
    </div>
  );
}

/** One channel: input · slice of the filter = products, and their subtotal. */
function Channel(parts) {
  const { terms, subtotal, shown, messages } = parts;
  const [rows, cols] = shown.kernelSize;
  const products = arithmetic.fill(rows, cols, (m, n) => terms?.[m * cols + n].product);
  return (
    <div class="channel">
      <Input {...parts} />
      <Sign>·</Sign>
      <Slice {...parts} />
      <Sign>=</Sign>
      <Products caption={messages.products} values={products} />
      <Subtotal value={subtotal} label={messages.subtotal} />
    </div>
  );
}

/** A channel of the input. */
function Input({ matrix, terms, c, explorer, matrices, shown, messages }) {
  const { state, set } = explorer;
  const { zeros, size, kernelSize, padded, selected, at, used, together } = shown;
  return (
    <Grid
      name={messages.inputChannel(c)}
      role="input"
      caption={messages.inputChannel(c)}
      dimensions={dimensions(padded)}
      values={matrix}
      padding={[zeros[0][0], zeros[1][0]]}
      after={[zeros[0][1], zeros[1][1]]}
      mark={inputMarks({
        terms: terms ?? (selected?.at[0] === c ? used : null),
        together,
        selected: (row, col) => isSelected(selected, "input", c, row, col),
        read: arithmetic.readMask(size, kernelSize, state),
      })}
      frame={at && windowFrame(at.row, at.col, state, kernelSize)}
      cellLabel={messages.cell}
      onSelect={(row, col) => set({ selection: ["input", c, row, col] })}
      {...matrices.editing("image", c)}
    />
  );
}

/** The slice of the filter for a channel. */
function Slice({ weights, c, explorer, matrices, shown, messages }) {
  const { selected, at, k } = shown;
  return (
    <Grid
      name={messages.filterChannel(k, c)}
      role="kernel"
      caption={messages.filterChannel(k, c)}
      values={weights}
      mark={(row, col) => ({
        state: words({ active: at, selected: isSelected(selected, "filter", c, row, col) }),
      })}
      cellLabel={messages.cell}
      onSelect={(row, col) => explorer.set({ selection: ["filter", c, row, col] })}
      {...matrices.editing("filters", k, c)}
    />
  );
}

const Sign = ({ children }) => (
  <span class="sign" aria-hidden="true">
    {children}
  </span>
);

/** The outputs of the filters, and the end of the column: bias and sum. */
function Outputs({ explorer, practice, shown, messages, choose }) {
  const { sums, outputs, selected, at, k, fed } = shown;
  const [rows, cols] = arithmetic.shape(outputs[0]);
  const later = (row, col) => at && row * cols + col > at.row * cols + at.col;
  const areSeen = outputs.length * rows * cols <= CELLS;
  return (
    <div class="channel outputs">
      <div class="maps">
        {outputs.map((map, f) =>
          areSeen || f === k ? (
            <Grid
              key={f}
              name={messages.outputMap(f)}
              role="output"
              caption={messages.outputMap(f)}
              values={map}
              mark={outputMarks({
                fed: fed?.[f],
                selected: (row, col) => isSelected(selected, "output", f, row, col),
                later: (row, col) => f === k && later(row, col),
              })}
              cellLabel={messages.cell}
              onSelect={(row, col) => choose(f, row, col)}
              {...practice.grid("output", f)}
            />
          ) : null,
        )}
      </div>
      <div class="column">
        <Bias {...{ explorer, messages, k }} />
        <Subtotal value={at && sums[k][at.row][at.col]} label={messages.sum} />
      </div>
    </div>
  );
}

/** One number; a row or a column of them that is pasted goes to all filters. */
function Bias({ explorer, messages, k }) {
  const { state, set, setAlert } = explorer;
  const paste = (text) => {
    const found = fromPasted(text);
    const bias = "matrix" in found && Math.min(...arithmetic.shape(found.matrix)) === 1 && found.matrix.flat();
    if ("problem" in found) setAlert(messages.notPasted(found.problem));
    else if (bias && bias.length === state.bias.length) set({ seed: 0, bias });
    else setAlert(messages.notBiases(state.bias.length));
  };
  return (
    <Grid
      name={messages.biasOf(k)}
      role="kernel"
      caption={messages.plusBias}
      values={[[state.bias[k]]]}
      cellLabel={(name) => name}
      onEdit={(_row, _col, value) =>
        set({ seed: 0, bias: state.bias.map((old, f) => (f === k ? value : old)) })
      }
      onRefuse={(text) => setAlert(messages.refused(text))}
      onPaste={paste}
    />
  );
}

/** One number of the column that adds up downwards. */
const Subtotal = ({ value, label }) => (
  <div class="subtotal" aria-hidden="true">
    <span>{label}</span>
    <b>{value === null ? "" : format(value)}</b>
  </div>
);

/** What is selected, and what is said of it: a sum, what an input feeds, or where a weight is used. */
function readingOf({ image, filters, bias, relu }, shown, messages) {
  const { selected, at, k, channels, fed, used, outputs } = shown;
  const { at: [first] = [0], row = 0, col = 0 } = selected ?? {};
  if (at) {
    const value = outputs[k][row][col];
    return { value, spoken: messages.channelWords(k, row, col, channels, bias[k], relu, value) };
  }
  if (fed) {
    const value = image[first][row][col];
    return { value, spoken: messages.channelFedWords(first, row, col, value, fed) };
  }
  if (!used) return { value: null, spoken: messages.nothingSelected };
  const value = filters[k][first][row][col];
  return { value, spoken: messages.channelUsedWords(k, first, row, col, value, used.length) };
}

/** The same for the eye, and how many cells are read together. */
function Calculation({ state, shown, later, messages, lines, playing }) {
  const { image, filters } = state;
  const { selected, fed, k, at, size, together } = shown;
  const { value, spoken } = readingOf(state, shown, messages);
  const shared = together ? later.sharedWords(messages, image.length, size, together) : "";
  const fedWords = () => messages.channelFedTitle(...selected.at, value, k, fed[k].length);
  return (
    <Ledger
      value={value}
      words={`${spoken} ${shared}`.trim()}
      digits={[longest(...image), longest(...filters.flat())]}
      {...{ playing, lines }}
    >
      {at ? (
        <SumOf {...{ state, shown, messages }} value={/** @type {number} */ (value)} />
      ) : (
        <p>{fed ? fedWords() : spoken}</p>
      )}
      {fed && <Feeds fed={fed[k]} value={/** @type {number} */ (value)} />}
      {shared && <p>{shared}</p>}
    </Ledger>
  );
}

/** The channels' subtotals, the bias and the activation behind the selected output. */
function SumOf({ state: { bias, relu }, shown, messages, value }) {
  const { at, k, channels, sums } = shown;
  return (
    <Sum symbol={[k, at.row, at.col]}>
      {[
        <Result
          key="result"
          parts={channels.map(({ subtotal }) => subtotal)}
          bias={bias[k]}
          sum={sums[k][at.row][at.col]}
          {...{ relu, value, messages }}
        />,
      ]}
    </Sum>
  );
}

/** The filter shown, the sliders and the switch. */
function Settings(parts) {
  const { explorer, messages, choose, shown } = parts;
  const { state, set } = explorer;
  const { k, at } = shown;
  const filter = (
    <Slider
      label={messages.filter}
      value={k}
      min={0}
      max={state.filters.length - 1}
      onChange={(f) => (at ? choose(f, at.row, at.col) : set({ filter: f }))}
    />
  );
  return (
    <Geometry {...parts} kernel="filters" only={FACE} first={filter}>
      <Toggle
        label={messages.relu}
        checked={state.relu}
        onChange={(checked) => set({ relu: checked })}
      />
    </Geometry>
  );
}

/** The reader's own numbers, which come when they are asked for.
 * @param {Record<string, any>} parts */
function Own(parts) {
  const later = useLater(parts.explorer.model.get("kind"), true);
  return later ? <later.Own {...parts} /> : <span aria-busy="true" />;
}
